/** Who an address stands for: itself, or with IPv6 its /64, all of which one subscriber has. */
export function network(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  if (mapped) return mapped[1]!
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail ? tail.split(':').length : 0
  while (tail !== undefined && groups.length < 8 - behind) groups.push('0')
  return `${groups.slice(0, 4).join(':')}::/64`
}

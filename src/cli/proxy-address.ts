import { isIP } from 'node:net'
import { custom } from '@oclif/core/flags'
import { UsageError } from './errors.js'
import { repeated } from './flags.js'
import { safe } from './hostile-text.js'

/** A flag for the addresses of proxies: each an IP address, a range of them (CIDR) or `loopback`, with commas in between. */
export const proxyAddresses = custom<string>({
  helpValue: '<address>',
  ...repeated,
  delimiter: ',',
  parse: async (input) => {
    if (input === 'loopback' || isRange(input)) return input
    throw new UsageError(
      `${safe(input)} is no address of a proxy: write one as 10.0.0.5, 10.0.0.0/24, fd00::/64 or loopback`,
    )
  },
})

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** FNV-1a of 64 bits: whose a file is its content says, and loading cryptography shows in the start of a command. */
export function digest(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

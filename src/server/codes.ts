import { createHash, randomBytes } from 'node:crypto'

const DIGITS = '0123456789abcdefghijklmnopqrstuv'

/** A random string of `[0-9a-v]`, 5 bits a character. */
function random(characters: number): string {
  let code = ''
  for (const byte of randomBytes(characters)) code += DIGITS[byte & 31]
  return code
}

/** A group's or a file's code: 60 bits, since it alone admits (GROUP-1, FILE-5). */
export const newCode = (): string => random(12)

/** A token: 160 bits (AUTH-6). */
export const newToken = (): string => random(32)

/** What is stored of a token. A plain hash will do: what is hashed cannot be guessed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

import { randomBytes } from 'node:crypto'
import type { Account, Profile } from './profile.js'

/**
 * Makes up accounts that no other case, run or person has: `bob` of a scenario becomes `bob-<run>-<n>`, say. That is what
 * lets cases run side by side against one living server.
 */
export class Accounts {
  readonly #profile: Profile
  readonly #run = random(6)
  readonly #passwords = new Set<string>()
  #count = 0

  constructor(profile: Profile) {
    this.#profile = profile
  }

  make(actor: string): Account {
    this.#count++
    const password = random(16)
    this.#passwords.add(password)
    return { name: this.#profile.accountName(actor, this.#run, this.#count), password }
  }

  /** Masks the passwords of all accounts in a text of the server's. */
  mask(text: string): string {
    const lines = text.split('\n').map((line) => this.#profile.mask(line))
    return [...this.#passwords].reduce((masked, secret) => masked.replaceAll(secret, '***'), lines.join('\n'))
  }
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

const random = (length: number) =>
  Array.from(randomBytes(length), (byte) => DIGITS[byte % DIGITS.length]).join('')

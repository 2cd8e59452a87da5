import { randomBytes } from 'node:crypto'
import type { Account, Profile } from './profile.js'

/**
 * Makes up accounts that no other case, run or person has: `bob` of a scenario becomes `bob-<run>-<n>`, say. That is what
 * lets cases run side by side against one living server.
 */
export class Accounts {
  readonly #profile: Profile
  readonly #run = random(6)
  #count = 0

  constructor(profile: Profile) {
    this.#profile = profile
  }

  make(actor: string): Account {
    this.#count++
    return { name: this.#profile.accountName(actor, this.#run, this.#count), password: random(16) }
  }
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

const random = (length: number) =>
  Array.from(randomBytes(length), (byte) => DIGITS[byte % DIGITS.length]).join('')

import { Refusal } from '../protocol/refusals.js'
import type { Journal } from './journal.js'
import type { Limits } from './options.js'
import type { AccountId, Store } from './store/store.js'

/** Whether a file may come: its size, and the space that the account's files and uploads under way leave. */
export class Quota {
  readonly #store: Store
  readonly #journal: Journal
  readonly #limits: Limits
  readonly #coming = new Map<AccountId, number>()

  constructor(store: Store, journal: Journal, limits: Limits) {
    this.#store = store
    this.#journal = journal
    this.#limits = limits
  }

  /** Sets the space aside until `release`; `size` is NaN where the request named none. */
  reserve(account: AccountId, size: number): Refusal | undefined {
    if (Number.isNaN(size)) return new Refusal('bad-size')
    const { maxFile, quota } = this.#limits
    if (size > maxFile) return new Refusal('file-too-large', `this server takes files up to ${maxFile} bytes`)
    const coming = this.#coming.get(account) ?? 0
    const left = quota - this.#store.usedBytes(account) - coming
    if (size > left) {
      return new Refusal(
        'quota-exceeded',
        `you have ${Math.max(0, left)} bytes left; delete files with FILE-DELETE`,
      )
    }
    this.#journal.record(() => this.release(account, size))
    this.#coming.set(account, coming + size)
    return undefined
  }

  release(account: AccountId, size: number): void {
    const left = (this.#coming.get(account) ?? 0) - size
    if (left > 0) this.#coming.set(account, left)
    else this.#coming.delete(account)
  }
}

import { Refusal } from '../protocol/refusals.js'
import { network } from './network.js'

/** Failures that cost nothing yet: for one account from one address, and for an address altogether. */
const FREE = { account: 10, address: 100 }
/** The first wait; each further failure doubles it up to the longest. */
const FIRST_WAIT = 10_000
const LONGEST_WAIT = 15 * 60_000
/** After so long without a failure all is forgotten. */
const MEMORY = 60 * 60_000
/** Entries kept at the most; the oldest make room. */
const MOST = 100_000

interface Failures {
  count: number
  at: number
  until: number
}

/**
 * Counts wrong passwords and bad tokens (AUTH-7): for each account from each address, so that its owner elsewhere still
 * gets in, and for each address altogether, sparing the accounts that are at home there. Kept in memory, bounded.
 */
export class Throttle {
  readonly #accounts = new Map<string, Failures>()
  readonly #addresses = new Map<string, Failures>()
  readonly #atHome = new Map<string, true>()
  readonly #enabled: boolean

  constructor(enabled: boolean) {
    this.#enabled = enabled
  }

  /** The refusal where no attempt is due: for an account by its name, or for tokens (no name). */
  refusal(address: string, name: string | undefined, now: number): Refusal | undefined {
    if (!this.#enabled) return undefined
    const from = network(address)
    const account = name === undefined ? undefined : this.#accounts.get(keyOf(from, name))
    const spared = name !== undefined && this.#atHome.has(keyOf(from, name))
    const until = Math.max(account?.until ?? 0, spared ? 0 : (this.#addresses.get(from)?.until ?? 0))
    if (until <= now) return undefined
    const seconds = Math.ceil((until - now) / 1000)
    return new Refusal('too-many-attempts', `too many failed attempts; try again in ${seconds} s`, seconds)
  }

  failed(address: string, name: string | undefined, now: number): void {
    const from = network(address)
    if (name !== undefined) count(this.#accounts, keyOf(from, name), FREE.account, now)
    if (name === undefined || !this.#atHome.has(keyOf(from, name))) {
      count(this.#addresses, from, FREE.address, now)
    }
  }

  /** The account registered or logged in from there. */
  succeeded(address: string, name: string): void {
    const key = keyOf(network(address), name)
    this.#accounts.delete(key)
    keep(this.#atHome, key, true)
  }
}

/** A string of its own: a name that was cut from a packet would keep the whole packet. */
const keyOf = (from: string, name: string) => Buffer.from(`${from} ${name}`).toString()

function count(of: Map<string, Failures>, key: string, free: number, now: number): void {
  const before = of.get(key)
  const failures = before && now - before.at < MEMORY ? before : { count: 0, at: now, until: 0 }
  failures.count++
  failures.at = now
  if (failures.count >= free) {
    failures.until = now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(30, failures.count - free))
  }
  keep(of, key, failures)
}

function keep<V>(in_: Map<string, V>, key: string, value: V): void {
  in_.delete(key)
  in_.set(key, value)
  if (in_.size > MOST) in_.delete(in_.keys().next().value!)
}

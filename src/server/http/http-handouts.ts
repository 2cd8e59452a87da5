import { newCode } from '../codes.js'
import type { Services } from '../context.js'
import { HELD, type Holder } from '../handouts.js'
import type { AccountId } from '../store/store.js'
import type { HttpSession } from './sessions.js'

/** How long it is remembered what became of a hand-out, so that asking again is safe, in milliseconds. */
const MEMORY = 120_000
/** Hand-outs remembered at the most; the oldest make room. */
const MOST = 100_000

interface Entry {
  readonly holder: Holder
  readonly account: AccountId
  /** Ends with this session, where one asked. */
  readonly session: HttpSession | undefined
  readonly at: number
  /** What became of it. */
  end: 'settled' | 'given back' | undefined
}

/** Hand-outs that a request of their own settles or gives back, by their ids (CHAT-3, HTTP-1). */
export class HttpHandouts {
  readonly #services: Services
  /** In the order of their making. */
  readonly #entries = new Map<string, Entry>()

  constructor(services: Services) {
    this.#services = services
  }

  /** Gives an id to what a request was handed. */
  add(entry: Omit<Entry, 'end'>): string {
    const id = newCode()
    this.#services.journal.record(() => this.#entries.delete(id))
    this.#entries.set(id, { ...entry, end: undefined })
    entry.session?.handouts.add(id)
    return id
  }

  /** Settles it; false where it is not the account's, or not open any more. Again is as good as once. */
  settle(id: string, account: AccountId, now: number): boolean {
    const entry = this.#find(id, account)
    if (!entry || entry.end) return entry?.end === 'settled'
    const handout = this.#release(entry, now)
    if (!handout) return false
    this.#end(entry, 'settled')
    this.#services.store.settle(handout.conversation, handout.reader, handout.upTo)
    return true
  }

  /** Makes its messages unread again; false where it is not the account's, or not open any more. */
  giveBack(id: string, account: AccountId, now: number): boolean {
    const entry = this.#find(id, account)
    if (!entry || entry.end) return entry?.end === 'given back'
    if (!this.#release(entry, now)) return false
    this.#end(entry, 'given back')
    return true
  }

  /** Gives back all that a session was handed. */
  giveBackOf({ handouts }: HttpSession): void {
    for (const id of handouts) {
      const entry = this.#entries.get(id)
      if (entry && !entry.end) this.#services.handouts.release(entry.holder)
    }
  }

  /** Whether there is anything to sweep. */
  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** Gives back what nobody settled in time, and forgets what is long over; inside the turn. */
  sweep(now: number): void {
    for (const [id, entry] of this.#entries) {
      const age = now - entry.at
      if (age < HELD && this.#entries.size <= MOST) return
      if (!entry.end) this.#services.handouts.release(entry.holder)
      if (age < MEMORY && this.#entries.size <= MOST) continue
      this.#entries.delete(id)
      entry.session?.handouts.delete(id)
    }
  }

  #find(id: string, account: AccountId): Entry | undefined {
    const entry = this.#entries.get(id)
    return entry?.account === account ? entry : undefined
  }

  #release({ holder, at }: Entry, now: number) {
    const handout = this.#services.handouts.release(holder)
    return now - at < HELD ? handout : undefined
  }

  #end(entry: Entry, end: Entry['end']): void {
    this.#services.journal.record(() => {
      entry.end = undefined
    })
    entry.end = end
  }
}

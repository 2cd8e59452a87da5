import { hashToken, newToken } from '../codes.js'
import type { Services } from '../context.js'
import type { Session } from '../hub.js'
import { Places } from '../places.js'

/** A session that a request opened: it lives on between requests. */
export interface HttpSession {
  readonly hash: string
  readonly session: Session
  readonly address: string
  /** The ids of its hand-outs that may still be open. */
  readonly handouts: Set<string>
  /** When it was last asked for something, in milliseconds. */
  usedAt: number
  /** Transfers and event streams under way, for as long as which it lasts. */
  busy: number
}

/** Every secret starts so, which tells it from a token. */
const PREFIX = 'session-'

/** Whether a bearer's word has the form of a session's secret. */
export const isSecret = (word: string): boolean => word.startsWith(PREFIX)

/** The sessions over HTTP, by the hashes of their secrets; they live in memory alone. */
export class Sessions {
  readonly #services: Services
  readonly #open = new Map<string, HttpSession>()
  readonly #places: Places

  constructor(services: Services) {
    this.#services = services
    this.#places = new Places(services.limits)
  }

  /** Whether no further session may be opened from there. */
  isFull(address: string): boolean {
    return this.#places.isFull(address)
  }

  /** Keeps a session; answers its secret (160 bits). */
  add(session: Session, address: string, now: number): string {
    const secret = PREFIX + newToken()
    const hash = hashToken(secret)
    const kept = { hash, session, address, handouts: new Set<string>(), usedAt: now, busy: 0 }
    this.#services.journal.record(() => this.#delete(kept))
    this.#set(kept)
    return secret
  }

  find(secret: string): HttpSession | undefined {
    return this.#open.get(hashToken(secret))
  }

  delete(session: HttpSession): void {
    if (!this.#open.has(session.hash)) return
    this.#services.journal.record(() => this.#set(session))
    this.#delete(session)
  }

  [Symbol.iterator](): IterableIterator<HttpSession> {
    return this.#open.values()
  }

  #set(session: HttpSession): void {
    this.#open.set(session.hash, session)
    this.#places.take(session.address)
  }

  #delete(session: HttpSession): void {
    this.#open.delete(session.hash)
    this.#places.free(session.address)
  }
}

import { Refusal } from '../../protocol/refusals.js'
import { checkToken } from '../check-token.js'
import { hashToken } from '../codes.js'
import type { Services } from '../context.js'
import type { Session } from '../hub.js'
import { inTurn } from '../in-turn.js'
import { Peer } from '../peer.js'
import type { Turn } from '../turn.js'
import { Answers } from './answers.js'
import type { EventStream } from './event-stream.js'
import { HttpHandouts } from './http-handouts.js'
import { type HttpSession, isSecret, Sessions } from './sessions.js'

/** Who asks: a peer for this request alone, and what gave it its session. */
export interface Caller {
  readonly peer: Peer
  /** The hash of the secret or token that the request showed. */
  readonly credential: string | undefined
  /** Where that was a session's secret. */
  readonly session: HttpSession | undefined
}

/** An event stream, and who opened it. */
interface Kept {
  readonly stream: EventStream
  readonly caller: Caller
  checkedAt: number
}

/** How often a stream is looked after, in milliseconds. */
const BEAT = 15_000

/** What outlives a request: sessions, hand-outs and event streams. What changes them is called inside the turn, but for `watch` and `close`. */
export class Desk {
  readonly services: Services
  readonly turn: Turn
  readonly sessions: Sessions
  readonly handouts: HttpHandouts
  readonly answers: Answers
  readonly #streams = new Map<string, Set<Kept>>()
  #closing = false

  constructor(services: Services, turn: Turn) {
    this.services = services
    this.turn = turn
    this.sessions = new Sessions(services)
    this.answers = new Answers(services)
    this.handouts = new HttpHandouts(services)
  }

  /**
   * Finds out who asks.
   * @param authorization the header's value
   * @param address where from
   */
  identify(authorization: string | undefined, address: string): Caller | Refusal {
    const peer = new Peer(this.services, this.turn, DEAF, address)
    const word = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
    if (word === undefined) return { peer, credential: undefined, session: undefined }
    if (isSecret(word)) {
      const session = this.sessions.find(word)
      if (!session) return new Refusal('bad-token', 'the session is unknown or over; log in again')
      session.usedAt = peer.now
      peer.session = session.session
      return { peer, credential: session.hash, session }
    }
    const found = checkToken(peer, word)
    if (found instanceof Refusal) return found
    const { account, hash } = found
    peer.session = { account, token: hash, outbox: DEAF }
    return { peer, credential: hash, session: undefined }
  }

  /** Who asks where nobody must: a credential that is good for nothing is no matter. */
  identifyLeniently(authorization: string | undefined, address: string): Caller {
    const word = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
    const isGood =
      word !== undefined &&
      (isSecret(word)
        ? this.sessions.find(word) !== undefined
        : this.services.store.findToken(hashToken(word), this.turn.now) !== undefined)
    return this.identify(isGood ? authorization : undefined, address) as Caller
  }

  /** The request's session is over, and with it the event streams of its credential. */
  leave({ credential, session }: Caller): void {
    if (session) this.end(session)
    else this.#endStreams(credential!)
  }

  /** Keeps an event stream with the credential that it was opened with, until `work` is over. */
  stay(caller: Caller, stream: EventStream, work: () => Promise<void>): void {
    const key = caller.credential!
    const kept = { stream, caller, checkedAt: Date.now() }
    this.#streams.set(key, (this.#streams.get(key) ?? new Set()).add(kept))
    if (this.#closing) stream.end()
    this.during(caller, work)
      .catch((error) => this.services.log.error({ err: error }, 'an event stream failed'))
      .finally(() => {
        stream.end()
        const others = this.#streams.get(key)
        others?.delete(kept)
        if (others?.size === 0) this.#streams.delete(key)
      })
  }

  /** Keeps the session that somebody asked with while something takes long. */
  async during<T>({ session }: Caller, work: () => Promise<T>): Promise<T> {
    if (session) session.busy++
    try {
      return await work()
    } finally {
      if (session) {
        session.busy--
        session.usedAt = Date.now()
      }
    }
  }

  /** Ends a session and all that hangs on it; revokes nothing. */
  end(session: HttpSession): void {
    const peer = new Peer(this.services, this.turn, DEAF, session.address)
    peer.session = session.session
    this.handouts.giveBackOf(session)
    this.sessions.delete(session)
    this.#endStreams(session.hash)
    peer.end()
  }

  /** Ends all event streams, and those still to come. */
  endStreams(): void {
    this.#closing = true
    for (const streams of this.#streams.values()) for (const { stream } of streams) stream.end()
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    await inTurn(this.turn, () => {
      for (const session of [...this.sessions]) this.end(session)
    })
  }

  /** Ends what was left standing; to be called now and then. `now` in milliseconds. */
  watch(now: number): void {
    for (const streams of this.#streams.values()) for (const each of streams) this.#watchStream(each, now)
    const { sessionTimeout } = this.services.limits
    const idle = [...this.sessions].filter(({ busy, usedAt }) => busy === 0 && now - usedAt > sessionTimeout)
    if (idle.length === 0 && this.handouts.isEmpty) return
    inTurn(this.turn, () => {
      for (const session of idle) this.end(session)
      this.handouts.sweep(now)
    }).catch((error) => this.services.log.error({ err: error }, 'sweeping failed'))
  }

  /** A stream shows that it is still there, and ends where its token was revoked or has expired. */
  #watchStream(each: Kept, now: number): void {
    if (now - each.checkedAt < BEAT) return
    each.checkedAt = now
    const { session, credential } = each.caller
    if (session || this.services.store.findToken(credential!, now)) each.stream.beat()
    else each.stream.end()
  }

  #endStreams(credential: string): void {
    for (const { stream } of this.#streams.get(credential) ?? []) this.turn.afterCommit(() => stream.end())
  }
}

const BEARER = /^bearer +([\w.~+/-]+=*) *$/i

/** Where no events go. */
const DEAF: Session['outbox'] = { event() {} }

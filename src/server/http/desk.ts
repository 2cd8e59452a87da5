import { Refusal } from '../../protocol/refusals.js'
import { checkToken } from '../check-token.js'
import { hashToken } from '../codes.js'
import type { Services } from '../context.js'
import type { Session } from '../hub.js'
import { inTurn } from '../in-turn.js'
import { Peer } from '../peer.js'
import type { Turn } from '../turn.js'
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

/** What outlives a request: sessions, hand-outs and event streams. All methods but `watch` and `close` are for inside the turn. */
export class Desk {
  readonly services: Services
  readonly turn: Turn
  readonly sessions: Sessions
  readonly handouts: HttpHandouts

  constructor(services: Services, turn: Turn) {
    this.services = services
    this.turn = turn
    this.sessions = new Sessions(services)
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

  /** The request's session is over. */
  leave({ session }: Caller): void {
    if (session) this.end(session)
  }

  /** Ends a session and all that hangs on it; revokes nothing. */
  end(session: HttpSession): void {
    const peer = new Peer(this.services, this.turn, DEAF, session.address)
    peer.session = session.session
    this.handouts.giveBackOf(session)
    this.sessions.delete(session)
    peer.end()
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    await inTurn(this.turn, () => {
      for (const session of [...this.sessions]) this.end(session)
    })
  }

  /** Ends what was left standing; to be called now and then. `now` in milliseconds. */
  watch(now: number): void {
    const { sessionTimeout } = this.services.limits
    const idle = [...this.sessions].filter(({ usedAt }) => now - usedAt > sessionTimeout)
    if (idle.length === 0 && this.handouts.isEmpty) return
    inTurn(this.turn, () => {
      for (const session of idle) this.end(session)
      this.handouts.sweep(now)
    }).catch((error) => this.services.log.error({ err: error }, 'sweeping failed'))
  }
}

const BEARER = /^bearer +([\w.~+/-]+=*) *$/i

/** Where no events go. */
const DEAF: Session['outbox'] = { event() {} }

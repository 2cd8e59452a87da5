import { ChatError } from '../chat-error.js'
import { Deadline } from '../deadline.js'
import { discard } from './body.js'
import type { Call, Caller } from './caller.js'
import type { WebResponse } from './fetch.js'
import { Problem } from './problem.js'

/** How long to wait for the server to take a farewell, in milliseconds. */
const FAREWELL = 2_000
/** After how long without a request to show that this is still here: sessions end after 120 s. */
const IDLE = 45_000

/** Who a connection is to the server: a session by its secret, and what the last GET handed out (HTTP-1). */
export class Visit {
  readonly #caller: Caller
  readonly #signal: AbortSignal
  readonly #idle: Deadline
  #secret: string | undefined
  #handout: string | undefined

  /**
   * @param signal fires when the connection is over
   * @param lost is told what went wrong while nothing was asked
   */
  constructor(caller: Caller, signal: AbortSignal, lost: (error: unknown) => void) {
    this.#caller = caller
    this.#signal = signal
    this.#idle = new Deadline(IDLE, () => this.#stay().catch(lost))
  }

  get hasSession(): boolean {
    return this.#secret !== undefined
  }

  /**
   * Makes a request in the session, if there is one. A session that it opens and what it hands out are kept in mind.
   *
   * @throws ChatError `disconnected` where the session has ended, and as `Caller.call` does
   */
  async ask<T>(
    call: Omit<Call, 'signal'> & { readonly signal?: AbortSignal },
    read: (response: WebResponse) => Promise<T>,
  ): Promise<T | Problem> {
    this.#idle.stop()
    const answer = await this.#caller.call(
      { signal: this.#signal, ...call, headers: { ...call.headers, ...this.#bearer } },
      async (response) => {
        const result = await read(response)
        this.#secret = response.headers.get('session') ?? this.#secret
        this.#handout = response.headers.get('handout') ?? this.#handout
        return result
      },
    )
    if (this.hasSession && answer instanceof Problem && answer.code === 'bad-token') {
      this.forget()
      throw new ChatError('disconnected', 'the session is over: the server does not know it any more')
    }
    if (this.hasSession && !this.#signal.aborted) this.#idle.start()
    return answer
  }

  /** Settles what was handed out (CHAT-3). What the server took back meanwhile is unread again. */
  async settle(): Promise<void> {
    const handout = this.#handout
    if (handout === undefined) return
    this.#handout = undefined
    const path = `handouts/${encodeURIComponent(handout)}/settle`
    const answer = await this.ask({ method: 'POST', path, isRepeatable: true }, discard)
    const isOpenStill = answer instanceof Problem && (answer.code === 'busy' || !answer.isDefinite)
    if (!isOpenStill) return
    throw new ChatError('disconnected', `what was fetched could not be settled: ${answer.message}`)
  }

  /** The session has ended. */
  forget(): void {
    this.#idle.stop()
    this.#secret = undefined
    this.#handout = undefined
  }

  /** Ends the session as the end of a connection does: what was handed out is given back (CHAT-3). Never rejects. */
  async leave(): Promise<void> {
    if (!this.hasSession) return
    const headers = this.#bearer
    this.forget()
    const signal = AbortSignal.timeout(FAREWELL)
    const call = { method: 'POST', path: 'session/close', headers, isRepeatable: true, signal }
    await this.#caller.call(call, discard).catch(() => {})
  }

  /** Any request that needs a session tells the server that somebody is there. */
  async #stay(): Promise<void> {
    await this.ask({ method: 'GET', path: 'contacts', isRepeatable: true }, discard)
  }

  get #bearer(): Record<string, string> {
    return this.#secret === undefined ? {} : { authorization: `Bearer ${this.#secret}` }
  }
}

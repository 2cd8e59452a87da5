import { logIn, type Opened } from '../cli/session.js'
import { type Client, connect } from '../client/client.js'
import type { TlsOptions } from '../client/transport.js'
import type { Trace } from '../client/wire.js'
import type { Secret } from '../credentials/environment.js'

export interface LinkOptions {
  readonly origin: string
  /** In milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
  readonly tls?: TlsOptions | undefined
  readonly trace?: Trace | undefined
}

/**
 * The connection of an interactive run, made anew where it was lost, with the session of whoever logged in. Requests
 * go one at a time: nothing may travel behind a GET before its messages were shown, since it would settle them (CHAT-3).
 */
export class Link {
  readonly origin: string
  readonly #options: LinkOptions
  #client: Client | undefined
  /** Ends the connection, or the making of it. */
  #attempt: AbortController | undefined
  #secret: Secret | undefined
  #wasLeft = false
  #lane: Promise<unknown> = Promise.resolve()

  constructor(options: LinkOptions) {
    this.origin = options.origin
    this.#options = options
  }

  /** Whether somebody is logged in, as far as is known. */
  get hasSession(): boolean {
    return this.#secret !== undefined
  }

  /** Whether the connection was given up here, and no other begun since. */
  get wasLeft(): boolean {
    return this.#wasLeft
  }

  /** Runs `use` when its turn comes; connects and logs in before where that is needed. What fails is not repeated. */
  use<R>(use: (client: Client) => Promise<R>): Promise<R> {
    return this.#inTurn(async () => use(this.#client ?? (await this.#open(this.#secret)).client))
  }

  /** Opens a session in place of any other. The secret is used again where the connection was lost. */
  logIn(secret: Secret): Promise<Opened | undefined> {
    return this.#inTurn(async () => {
      this.leave()
      const { opened } = await this.#open(secret)
      this.#secret = secret
      return opened
    })
  }

  /** From now on this opens the session, in place of a password that need not be kept. */
  resumeWith(secret: Secret): void {
    this.#secret = secret
  }

  /** Ends the session at the server. */
  logOut(): Promise<void> {
    return this.#inTurn(async () => {
      const secret = this.#secret
      this.#secret = undefined
      if (this.#client ?? secret) {
        const client = this.#client ?? (await this.#open(secret)).client
        await client.authLogout()
      }
    })
  }

  /** Forgets the session, which the server has ended or refuses. */
  forget(): void {
    this.#secret = undefined
    this.leave()
  }

  /** Gives up the connection, or the making of it, with all that is asked over it; the next request makes another. */
  leave(): void {
    this.#wasLeft = true
    this.#attempt?.abort()
    this.#client = undefined
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#lane.then(work)
    this.#lane = turn.catch(() => {})
    return turn
  }

  async #open(secret: Secret | undefined): Promise<{ client: Client; opened: Opened | undefined }> {
    const { origin, timeout, signal, tls, trace } = this.#options
    const attempt = new AbortController()
    this.#attempt = attempt
    this.#wasLeft = false
    const client = await connect(origin, {
      timeout,
      signal: AbortSignal.any([signal, attempt.signal]),
      tls,
      trace,
    })
    try {
      const opened = secret && (await logIn(client, secret, origin))
      this.#client = client
      void client.closed.then(() => {
        if (this.#client === client) this.#client = undefined
      })
      return { client, opened }
    } catch (error) {
      client.reset()
      throw error
    }
  }
}

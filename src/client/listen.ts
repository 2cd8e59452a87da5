import { setTimeout as sleep } from 'node:timers/promises'
import { BATCH_MESSAGES } from '../protocol/limits.js'
import type { ChatEvent } from '../protocol/reply.js'
import type { Message } from '../protocol/verbs.js'
import { backOff } from './back-off.js'
import { ChatError, type FailureCode } from './chat-error.js'
import type { Client } from './client.js'
import { farewell } from './farewell.js'
import { type Conversation, Fetched } from './listening/fetched.js'
import { Listed } from './listening/listed.js'
import { isUnknown, Session } from './listening/session.js'
import type { Source } from './listening/source.js'
import { Stop } from './listening/stop.js'
import { Unread } from './listening/unread.js'

/**
 * What a listener hears: that it listens, once and first, then what the server tells. `place` is the id of the message
 * that the telling starts behind, null for the beginning; a server that lacks NOTIF-SINCE has none, nor has `fetch`.
 */
export type Heard =
  | { readonly type: 'ready'; readonly place: string | null | undefined }
  | Exclude<ChatEvent, { type: 'lagged' }>

/** What happens to the listening itself. */
export type ListenNews =
  /** The connection was lost, or could not be made again; the next try comes after so many milliseconds. */
  | { readonly type: 'lost'; readonly error: ChatError; readonly delay: number }
  /** A connection was made again. */
  | { readonly type: 'back' }
  /** The server pushes nothing (it lacks NOTIF-LISTEN), so it is asked every so many milliseconds. */
  | { readonly type: 'polling'; readonly every: number }
  /** So many messages are unread that newer ones do not show, on a server that lacks NOTIF-SINCE. */
  | { readonly type: 'full'; readonly unread: number }
  /** So many events were lost for slowness: the messages among them follow, nothing else does (NOTIF-3). */
  | { readonly type: 'lagged'; readonly dropped: number }

/** In milliseconds. */
export interface ListenPace {
  /** The bounds of the first and of the longest wait before a connection is made again. */
  readonly first: number
  readonly longest: number
  /** How long a connection has to live for the waits to start over. */
  readonly stable: number
  /** After how much silence to ask whether the server is still there. */
  readonly ping: number
  /** How often to ask a server that pushes nothing. */
  readonly poll: number
}

const PACE: ListenPace = { first: 500, longest: 30_000, stable: 10_000, ping: 30_000, poll: 2_000 }

export interface ListenOptions {
  /** Opens a connection with a session; asked again after each loss. The signal ends the connection. */
  readonly open: (signal: AbortSignal) => Promise<Client>
  /** The id of a message to start behind, null for the beginning. By default what comes from now on is told. */
  readonly since?: string | null | undefined
  /**
   * Fetches messages, from these conversations or from all, and starts with what waits unread. A batch is settled once
   * the event behind its last message is asked for (CHAT-3), so: ask when a message was handed on and not before.
   */
  readonly fetch?: readonly Conversation[] | 'all' | undefined
  /** Ends the listening in order; a batch that was fetched is told and settled to its end. */
  readonly signal?: AbortSignal | undefined
  readonly tell?: ((news: ListenNews) => void) | undefined
  readonly pace?: Partial<ListenPace> | undefined
}

/**
 * Listens for what reaches an account, over as many connections as it takes: what comes after `ready` is told, each
 * message once. What was missed while there was no connection, or lost for slowness (NOTIF-3), is caught up with
 * NOTIF-SINCE; presence and changes of groups are told as they are pushed and are not caught up.
 *
 * @example
 * for await (const event of listen({ open })) {
 *   if (event.type === 'message') console.log(event.message.text)
 * }
 *
 * Ends when the signal fires. Throws what `open` throws and a ChatError at the first connection; later on only what no
 * further try will mend, such as a revoked token or a broken protocol.
 */
export async function* listen(options: ListenOptions): AsyncGenerator<Heard, void, void> {
  const listening = new Listening(options)
  try {
    yield* listening.run()
  } finally {
    listening.stop.end()
  }
}

class Listening {
  readonly stop: Stop
  readonly #options: ListenOptions
  readonly #pace: ListenPace
  readonly #tell: (news: ListenNews) => void
  #source: Source | undefined
  #isReady = false
  #isFull = false

  constructor(options: ListenOptions) {
    this.stop = new Stop(options.signal)
    this.#options = options
    this.#pace = { ...PACE, ...options.pace }
    this.#tell = options.tell ?? (() => {})
  }

  async *run(): AsyncGenerator<Heard, void, void> {
    for (let failures = 0; !this.stop.isStopped; failures++) {
      const start = performance.now()
      try {
        yield* this.#connection()
        return
      } catch (error) {
        this.stop.release()
        if (this.stop.isStopped) return
        if (!this.#isReady || !isPassing(error)) throw error
        if (performance.now() - start > this.#pace.stable) failures = 0
        const delay = Math.round(backOff(failures, this.#pace))
        this.#tell({ type: 'lost', error, delay })
        await sleep(delay, undefined, { signal: this.stop.signal }).catch(() => {})
      }
    }
  }

  /** Listens over one connection; throws when it is over. */
  async *#connection(): AsyncGenerator<Heard, void, void> {
    const client = await this.#options.open(this.stop.signal)
    try {
      yield* this.#hear(new Session(client))
    } finally {
      await farewell(client)
    }
  }

  async *#hear(session: Session): AsyncGenerator<Heard, void, void> {
    const source = (this.#source ??= await this.#choose(session))
    if (this.#isReady) {
      this.#tell({ type: 'back' })
    } else {
      await source.begin(session)
      if (!session.canPush) this.#tell({ type: 'polling', every: this.#pace.poll })
      this.#isReady = true
      yield { type: 'ready', place: source.place }
    }
    yield* this.#messages(source.catchUp(session))
    while (!this.stop.isStopped) {
      const event = await session.next(session.canPush ? this.#pace.ping : this.#pace.poll)
      if (event === 'over') {
        // Rejects with the reason.
        await session.ping()
      } else if (event === 'silence') {
        if (session.canPush && !source.mayHideMore) await session.ping()
        else yield* this.#messages(source.catchUp(session))
      } else if (event.type === 'lagged') {
        this.#tell(event)
        yield* this.#messages(source.catchUp(session))
      } else if (event.type === 'message') {
        yield* this.#messages(source.take(session, event.message))
      } else {
        yield event
      }
    }
  }

  async *#messages(messages: AsyncIterable<Message> | Iterable<Message>): AsyncGenerator<Heard, void, void> {
    for await (const message of messages) {
      yield { type: 'message', message }
      if (this.stop.isStopped) return
    }
  }

  async #choose(session: Session): Promise<Source> {
    const { fetch, since } = this.#options
    if (fetch) return new Fetched(fetch === 'all' ? undefined : fetch, this.stop)
    try {
      await session.client.notifSince({ after: null, limit: 1 })
      return new Listed(since)
    } catch (error) {
      if (!isUnknown(error)) throw error
      return new Unread(since, () => this.#tellFull())
    }
  }

  #tellFull(): void {
    if (this.#isFull) return
    this.#isFull = true
    this.#tell({ type: 'full', unread: BATCH_MESSAGES })
  }
}

/** What a later try may mend, and more of the same will not make worse. */
const PASSING: ReadonlySet<FailureCode> = new Set([
  'unreachable',
  'disconnected',
  'timeout',
  'busy',
  'internal',
  'too-many-attempts',
])

const isPassing = (error: unknown): error is ChatError =>
  error instanceof ChatError && PASSING.has(error.code)

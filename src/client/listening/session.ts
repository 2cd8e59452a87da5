import { isRefusalCode } from '../../protocol/refusals.js'
import type { ChatEvent } from '../../protocol/reply.js'
import type { PlainVerb } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import type { Client } from '../client.js'

/** One connection of a listener: what the server pushes over it, and whether it does. */
export class Session {
  readonly client: Client
  readonly #events: AsyncIterator<ChatEvent, undefined>
  #next: Promise<IteratorResult<ChatEvent, undefined>> | undefined
  /** Events that were taken out of the queue when its messages were dropped. */
  readonly #kept: ChatEvent[] = []
  #state: 'on' | 'off' = 'off'
  #canPush = true

  constructor(client: Client) {
    this.client = client
    this.#events = client.events()
  }

  /** Whether the server pushes events; else it has to be asked again and again. */
  get canPush(): boolean {
    return this.#canPush
  }

  /** Turns the events on or off (NOTIF-2). */
  async turn(state: 'on' | 'off'): Promise<void> {
    if (!this.#canPush || state === this.#state) return
    this.#state = state
    try {
      await this.client.notifListen({ state })
    } catch (error) {
      if (!isUnknown(error)) throw error
      this.#canPush = false
    }
  }

  /** Turns the events on or off and asks at once for something: no message falls between. */
  async turnAnd<T>(state: 'on' | 'off', ask: () => Promise<T>): Promise<T> {
    const turned = this.turn(state)
    const [answer] = await Promise.all([ask(), turned])
    return answer
  }

  /** The next event; `silence` where none came in time (milliseconds), `over` once the connection ended and all are told. */
  async next(within: number): Promise<ChatEvent | 'silence' | 'over'> {
    const kept = this.#kept.shift()
    if (kept) return kept
    this.#next ??= this.#events.next()
    const result = await inTime(this.#next, within)
    if (result === undefined) return 'silence'
    this.#next = undefined
    return result.done ? 'over' : result.value
  }

  /** Drops the messages that wait in the queue, since they are about to be listed. */
  async dropMessages(): Promise<void> {
    const kept: ChatEvent[] = []
    for (;;) {
      const event = await this.next(0)
      if (typeof event === 'string') break
      if (event.type !== 'message' && event.type !== 'lagged') kept.push(event)
    }
    this.#kept.push(...kept)
  }

  /** Asks for nothing in particular: rejects with the reason where the connection is over or dead. */
  async ping(): Promise<void> {
    await this.client.serverInfo().catch((error) => {
      if (!isRefusal(error)) throw error
    })
  }
}

/** Whether the server answered `failed` to a verb that it does not have. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof ChatError && ['refused', 'unknown-keyword', 'malformed'].includes(error.code)

const isRefusal = (error: unknown): boolean =>
  error instanceof ChatError && (error.code === 'refused' || isRefusalCode(error.code))

/** The list that a verb gives; a server that says it in words of its own cannot be listened to. */
export function listOf<T>(verb: PlainVerb, { value }: { value: T | undefined }): T {
  if (value !== undefined) return value
  throw new ChatError('protocol', `the server does not answer ${verb} with a list of messages`)
}

/** What a promise resolves with, undefined where it takes longer. It must not reject. */
function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds)
    void promise.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}

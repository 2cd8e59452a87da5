import { setTimeout as pause } from 'node:timers/promises'
import { isRefusal } from '../cli/session.js'
import { ChatError } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import { BATCH_MESSAGES } from '../protocol/limits.js'
import type { ChatEvent } from '../protocol/reply.js'
import type { Message } from '../protocol/verbs.js'
import type { Link } from './link.js'

/** What happens while a session lasts. */
export type LiveEvent =
  | ChatEvent
  /** The connection was lost; it is being made again. */
  | { readonly type: 'lost'; readonly cause: string }
  /** The connection is there again, and what was missed was told. */
  | { readonly type: 'back' }
  /** The server does not let the session go on. */
  | { readonly type: 'ended'; readonly cause: string }

/** In milliseconds. */
const POLL_EVERY = 2_000
const FIRST_WAIT = 500
const LONGEST_WAIT = 15_000
/** How many messages' ids are remembered, so that none is told twice. */
const REMEMBERED = 4 * BATCH_MESSAGES

/**
 * Tells what reaches the account, until the signal fires: by NOTIF-LISTEN, or by asking NOTIF-GET now and then where
 * the server lacks it. A lost connection is made again with growing pauses, and what was missed is caught up
 * (NOTIF-SINCE); each message is told once.
 */
export async function live(link: Link, tell: (event: LiveEvent) => void, signal: AbortSignal): Promise<void> {
  const told = new Told(tell)
  let failures = 0
  while (!signal.aborted) {
    try {
      const events = await link.use((client) => listen(client, told))
      if (failures > 0 && !signal.aborted) tell({ type: 'back' })
      failures = 0
      if (events) await hear(events, told, signal)
      else await poll(link, told, signal)
      // What was given up here is made again without a word.
      if (!signal.aborted && !link.wasLeft) {
        tell({ type: 'lost', cause: 'the server closed the connection' })
        failures = 1
      }
    } catch (error) {
      if (signal.aborted) return
      const cause = (error as Error).message
      if (!isPassing(error)) return tell({ type: 'ended', cause })
      if (failures === 0) tell({ type: 'lost', cause })
      failures++
    }
    await wait(backOff(failures), signal)
  }
}

/** Turns the events on and catches up; undefined where the server has no events. */
async function listen(client: Client, told: Told): Promise<AsyncIterableIterator<ChatEvent> | undefined> {
  const events = client.events()
  try {
    await client.notifListen({ state: 'on' })
  } catch (error) {
    await events.return?.()
    if (isRefusal(error) && ['refused', 'unknown-keyword'].includes(error.code)) return undefined
    throw error
  }
  await catchUp(client, told)
  return events
}

async function catchUp(client: Client, told: Told): Promise<void> {
  while (told.last !== undefined) {
    const { value = [] } = await client
      .notifSince({ after: told.last, limit: BATCH_MESSAGES })
      .catch((error: unknown) => {
        if (isRefusal(error)) return { value: [] }
        throw error
      })
    for (const message of value) told.message(message)
    if (value.length < BATCH_MESSAGES) return
  }
}

async function hear(
  events: AsyncIterableIterator<ChatEvent>,
  told: Told,
  signal: AbortSignal,
): Promise<void> {
  const stop = () => void events.return?.()
  signal.addEventListener('abort', stop)
  try {
    for await (const event of events) told.event(event)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function poll(link: Link, told: Told, signal: AbortSignal): Promise<void> {
  // What waits from the start is shown where it belongs, and is no news.
  for (let isNews = false; !signal.aborted; isNews = true) {
    const { value = [] } = await link.use((client) => client.notifGet())
    for (const message of value) told.message(message, isNews)
    await wait(POLL_EVERY, signal)
  }
}

/** Tells each message once, however often it comes. */
class Told {
  /** The last that came. */
  last: string | undefined
  readonly #tell: (event: LiveEvent) => void
  readonly #ids = new Set<string>()

  constructor(tell: (event: LiveEvent) => void) {
    this.#tell = tell
  }

  event(event: ChatEvent): void {
    if (event.type === 'message') this.message(event.message)
    else this.#tell(event)
  }

  message(message: Message, isNews = true): void {
    this.last = message.id
    if (this.#ids.has(message.id)) return
    this.#ids.add(message.id)
    if (this.#ids.size > REMEMBERED) this.#ids.delete(this.#ids.values().next().value!)
    if (isNews) this.#tell({ type: 'message', message })
  }
}

const isPassing = (error: unknown) =>
  error instanceof ChatError &&
  [
    'unreachable',
    'disconnected',
    'aborted',
    'timeout',
    'protocol',
    'busy',
    'internal',
    'too-many-attempts',
  ].includes(error.code)

const backOff = (failures: number) =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)

const wait = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => {})

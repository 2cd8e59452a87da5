import type { ChatEvent } from '../protocol/reply.js'
import { Fifo } from './fifo.js'

/** What a slow consumer may leave waiting, in characters of the events' lines. */
const ROOM = 4 * 1024 * 1024

type Result = IteratorResult<ChatEvent, undefined>

/**
 * Events on their way to one consumer. A consumer that lets more than 4 Mi characters of them pile up loses what
 * comes next, until it has made room; `{type: 'lagged', dropped}` then stands in the place of what was lost, as it
 * does where the server had to drop (NOTIF-3).
 */
export class EventQueue implements AsyncIterableIterator<ChatEvent, undefined> {
  #waiting = new Fifo<{ event: ChatEvent; length: number }>()
  readonly #readers = new Fifo<(result: Result) => void>()
  readonly #left: () => void
  #length = 0
  #dropped = 0
  #ended = false

  /** @param left is told when the consumer breaks off. */
  constructor(left: () => void) {
    this.#left = left
  }

  /** @param length of the event's line */
  push(event: ChatEvent, length: number): void {
    const reader = this.#readers.shift()
    if (reader) {
      reader({ done: false, value: event })
    } else if (this.#length + length > ROOM && this.#waiting.size > 0) {
      this.#dropped++
    } else {
      this.#tellDropped()
      this.#waiting.push({ event, length })
      this.#length += length
    }
  }

  /** No more events will come; those that wait are still handed out. */
  end(): void {
    this.#ended = true
    for (let reader = this.#readers.shift(); reader; reader = this.#readers.shift()) reader(DONE)
  }

  async next(): Promise<Result> {
    if (this.#waiting.size === 0) this.#tellDropped()
    const first = this.#waiting.shift()
    if (first) {
      this.#length -= first.length
      return { done: false, value: first.event }
    }
    return this.#ended ? DONE : new Promise((resolve) => this.#readers.push(resolve))
  }

  async return(): Promise<Result> {
    this.#left()
    this.#waiting = new Fifo()
    this.#dropped = 0
    this.end()
    return DONE
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return
    this.#waiting.push({ event: { type: 'lagged', dropped: this.#dropped }, length: 0 })
    this.#dropped = 0
  }
}

const DONE: Result = { done: true, value: undefined }

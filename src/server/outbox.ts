import { type ChatEvent, formatEvent } from '../protocol/reply.js'
import type { Staged, Turn } from './turn.js'

/** Where the lines go: a socket, or what writes to one. */
export interface Sink {
  readonly writable: boolean
  /** Bytes that wait. */
  readonly writableLength: number
  /** Bytes that may wait before `write` answers false, and `drain` tells when they have gone. */
  readonly writableHighWaterMark: number
  write(bytes: Buffer | string): boolean
  on(event: 'drain' | 'close', listener: () => void): unknown
  off(event: 'drain' | 'close', listener: () => void): unknown
  destroy(): void
}

/**
 * The lines on their way to one client: staged during a turn, written after its commit. A client that does not read is
 * held to `limit` bytes: then it is `full`, and events for it are dropped and counted (NOTIF-3).
 */
export class Outbox implements Staged {
  readonly #sink: Sink
  readonly #turn: Turn
  readonly #limit: number
  #staged = ''
  #isStaged = false
  /** Lines that wait for a download to end. */
  #held: string | undefined
  #dropped = 0
  #droppedBefore = 0

  readonly #format: (event: ChatEvent) => string

  /**
   * @param limit bytes that may wait; never less than what the sink takes before it speaks of `drain`
   * @param format how `lagged` is written
   */
  constructor(sink: Sink, turn: Turn, limit: number, format = formatEvent) {
    this.#sink = sink
    this.#format = format
    this.#turn = turn
    this.#limit = Math.max(limit, sink.writableHighWaterMark)
  }

  get full(): boolean {
    return this.#sink.writableLength + this.#staged.length + (this.#held?.length ?? 0) > this.#limit
  }

  /** Whether something waits for the end of the turn. */
  get isStaged(): boolean {
    return this.#isStaged
  }

  /** Stages a reply. */
  reply(line: string): void {
    this.#stage()
    this.#staged += `${line}\n`
  }

  /** Stages an event, unless the client reads too slowly. */
  event(line: string): void {
    this.#stage()
    if (this.full) this.#dropped++
    else this.#staged += `${this.#takeLagged()}${line}\n`
  }

  flush(): void {
    this.#isStaged = false
    const staged = this.#staged
    this.#staged = ''
    if (this.#held !== undefined) this.#held += staged
    else if (staged !== '') this.#write(staged)
    this.drained()
  }

  discard(): void {
    this.#isStaged = false
    this.#staged = ''
    this.#dropped = this.#droppedBefore
  }

  /** Where the client has read what waited, it is told of the events it lost meanwhile. */
  drained(): void {
    if (this.#dropped > 0 && this.#held === undefined && !this.#isStaged && !this.full) {
      this.#write(this.#takeLagged())
    }
  }

  /** From now on bytes go out that no line may stand between; lines are held until `release`. */
  hold(): void {
    this.#held ??= ''
  }

  release(): void {
    const held = this.#held ?? ''
    this.#held = undefined
    if (held !== '') this.#write(held)
    this.drained()
  }

  /** Whether bytes go out that no line may stand between. */
  get isHolding(): boolean {
    return this.#held !== undefined
  }

  /** Writes at once; resolves when the client has taken enough for more: false where it is gone. */
  async write(bytes: Buffer | string): Promise<boolean> {
    if (this.#write(bytes)) return this.#sink.writable
    return new Promise((resolve) => {
      const done = () => {
        this.#sink.off('drain', done)
        this.#sink.off('close', done)
        resolve(this.#sink.writable)
      }
      this.#sink.on('drain', done)
      this.#sink.on('close', done)
    })
  }

  /** Breaks the connection: what was begun cannot be ended, and nothing else may follow it. */
  destroy(): void {
    this.#sink.destroy()
  }

  #stage(): void {
    if (this.#isStaged) return
    this.#isStaged = true
    this.#droppedBefore = this.#dropped
    this.#turn.stage(this)
  }

  #write(bytes: Buffer | string): boolean {
    return !this.#sink.writable || this.#sink.write(bytes)
  }

  #takeLagged(): string {
    if (this.#dropped === 0) return ''
    const dropped = this.#dropped
    this.#dropped = 0
    return `${this.#format({ type: 'lagged', dropped })}\n`
  }
}

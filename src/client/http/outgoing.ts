import { LINE_BYTES } from '../../protocol/limits.js'
import { type BadLine, LineReader } from '../../protocol/line-reader.js'
import { ChatError } from '../chat-error.js'

/** What may wait to be sent before the sender is held back, in bytes. */
const ROOM = 256 * 1024
const CHUNK = 64 * 1024

/** What a connection's user sends: request lines, and the bytes of files between them. */
export class Outgoing {
  /** Whether nothing more will be sent. */
  hasEnded = false
  readonly #reader = new LineReader(LINE_BYTES)
  #arrived = () => {}
  #taken = () => {}
  #room: Promise<void> | undefined

  /** How many bytes wait. */
  get buffered(): number {
    return this.#reader.buffered
  }

  /** Resolves when more may be sent. */
  push(bytes: string | Uint8Array): Promise<void> {
    if (this.hasEnded) return Promise.reject(new ChatError('disconnected', 'the connection is closed'))
    this.#reader.push(Buffer.from(bytes as Uint8Array))
    this.#arrived()
    if (this.buffered <= ROOM) return Promise.resolve()
    this.#room ??= new Promise((resolve) => {
      this.#taken = resolve
    })
    return this.#room
  }

  /** Nothing more will be sent. */
  end(): void {
    this.hasEnded = true
    this.#arrived()
    this.#free()
  }

  /** The next line; undefined after the end, where a line without its end is dropped (LINE-11). */
  async line(): Promise<string | BadLine | undefined> {
    for (;;) {
      const line = this.#reader.next()
      this.#freeWhereRoom()
      if (line !== undefined || this.hasEnded) return line
      await this.#more()
    }
  }

  /** The next bytes, exactly so many. @throws ChatError `disconnected` where the end comes before */
  async *bytes(count: number): AsyncGenerator<Buffer, void, void> {
    for (let left = count; left > 0; ) {
      const bytes = this.#reader.take(Math.min(left, CHUNK))
      if (bytes) {
        left -= bytes.length
        yield bytes
        this.#freeWhereRoom()
      } else if (this.hasEnded) {
        throw new ChatError('disconnected', 'the connection was closed amid a file')
      } else {
        await this.#more()
      }
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve
    })
  }

  #freeWhereRoom(): void {
    if (this.buffered <= ROOM) this.#free()
  }

  #free(): void {
    this.#room = undefined
    this.#taken()
  }
}

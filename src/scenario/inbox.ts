import { type BadLine, LineReader } from '../protocol/line-reader.js'

/** The longest line of a server that is read as one, in bytes. */
export const LONGEST_LINE = 16 * 1024 * 1024
/** What waits beyond this is left to the network, so that a flood costs no memory. */
const MOST_WAITING = LONGEST_LINE + 64 * 1024

/** A line as it came, and when its last byte did, by `performance.now()`. */
export interface Arrival {
  readonly line: string | BadLine
  readonly at: number
}

/** What a connection received and nobody took yet, as lines or raw bytes; knows when each byte came. */
export class Inbox {
  readonly #reader = new LineReader(LONGEST_LINE)
  /** Until which place of the stream the bytes had come when. */
  #marks: { upTo: number; at: number }[] = []
  #received = 0
  #resume = () => {}

  get isEmpty(): boolean {
    return this.#reader.buffered === 0
  }

  get isFull(): boolean {
    return this.#reader.buffered > MOST_WAITING
  }

  push(bytes: Buffer): void {
    this.#reader.push(bytes)
    this.#received += bytes.length
    this.#marks.push({ upTo: this.#received, at: performance.now() })
  }

  line(): Arrival | undefined {
    const line = this.#reader.next()
    return line === undefined ? undefined : { line, at: this.#taken() }
  }

  /** Up to `most` raw bytes; undefined where none wait. */
  bytes(most: number): Buffer | undefined {
    const bytes = this.#reader.take(most)
    if (bytes) this.#taken()
    return bytes
  }

  /** Resolves when there is room again; resolved at once by `release`. */
  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve
    })
  }

  /** Lets go of who waits for room: nothing will be taken any more. */
  release(): void {
    this.#resume()
  }

  #taken(): number {
    const consumed = this.#received - this.#reader.buffered
    let passed = 0
    while (passed < this.#marks.length - 1 && this.#marks[passed]!.upTo < consumed) passed++
    if (passed > 0) this.#marks.splice(0, passed)
    if (!this.isFull) this.#resume()
    return this.#marks[0]!.at
  }
}

import type { Socket } from 'node:net'
import { countLines } from './dialogue.js'

export const TEXT = 'halo, apa kabar? ketemu jam tujuh di warung yang kemarin ya'
/** Lines encoded ahead, sent round and round. */
const ROUND = 2048

/** Keeps a number of CHAT-PRIVATE-SEND in flight on a connection, and times each. */
export class Sender {
  readonly #socket: Socket
  readonly #answered: (milliseconds: number) => void
  readonly #lines: Buffer
  /** Where each line starts; one more for the end of the last. */
  readonly #starts = new Uint32Array(ROUND + 1)
  #next = 0
  /** When those in flight were sent: a ring. */
  readonly #sentAt: Float64Array
  #oldest = 0
  #inFlight = 0
  #stopped: (() => void) | undefined

  /**
   * @param readers who is written to, at random
   * @param window how many requests are in flight
   * @param answered hears how long each took, in milliseconds
   */
  constructor(
    socket: Socket,
    readers: readonly string[],
    window: number,
    answered: (milliseconds: number) => void,
  ) {
    this.#socket = socket
    this.#answered = answered
    this.#sentAt = new Float64Array(window)
    const reader = () => readers[Math.floor(Math.random() * readers.length)]
    const lines = Array.from({ length: ROUND }, () => `CHAT-PRIVATE-SEND ${reader()} ${TEXT}\n`)
    this.#lines = Buffer.from(lines.join(''))
    lines.forEach((line, i) => {
      this.#starts[i + 1] = this.#starts[i]! + line.length
    })
    socket.on('data', (bytes) => this.#take(bytes))
  }

  start(): void {
    this.#send(this.#sentAt.length, performance.now())
  }

  /** Sends no more; resolves when all is answered. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped = resolve
    })
  }

  #take(bytes: Buffer): void {
    if (bytes.includes('failed')) throw new Error(`the server answered: ${bytes.toString()}`)
    const now = performance.now()
    const replies = countLines(bytes)
    for (let i = 0; i < replies; i++) {
      this.#answered(now - this.#sentAt[this.#oldest]!)
      this.#oldest = (this.#oldest + 1) % this.#sentAt.length
    }
    this.#inFlight -= replies
    if (!this.#stopped) this.#send(replies, now)
    else if (this.#inFlight === 0) this.#stopped()
  }

  #send(requests: number, now: number): void {
    for (let i = 0; i < requests; i++) {
      this.#sentAt[(this.#oldest + this.#inFlight++) % this.#sentAt.length] = now
    }
    for (let left = requests; left > 0; ) {
      const upTo = Math.min(this.#next + left, ROUND)
      this.#socket.write(this.#lines.subarray(this.#starts[this.#next], this.#starts[upTo]))
      left -= upTo - this.#next
      this.#next = upTo % ROUND
    }
  }
}

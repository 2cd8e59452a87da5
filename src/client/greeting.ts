import type { ChatError } from './chat-error.js'
import { Deadline } from './deadline.js'

/** A server's first line, awaited (LINE-2). */
export class Greeting {
  /** The line, whatever it says; rejects where none came. */
  readonly line: Promise<string>
  /** Whether it came. */
  isTaken = false
  readonly #deadline: Deadline
  #resolve!: (line: string) => void
  #reject!: (error: ChatError) => void

  constructor(timeout: number, expired: () => void) {
    this.line = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Not everybody asks for it, and who does not hears elsewhere that the connection ended.
    this.line.catch(() => {})
    this.#deadline = new Deadline(timeout, expired)
    this.#deadline.start()
  }

  take(line: string): void {
    this.isTaken = true
    this.#deadline.stop()
    this.#resolve(line)
  }

  /** It will not come any more, unless it did. */
  fail(error: ChatError): void {
    this.#deadline.stop()
    this.#reject(error)
  }
}

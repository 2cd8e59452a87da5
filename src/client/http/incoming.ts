import type { ChatError } from '../chat-error.js'

/** What may wait for a slow reader, in bytes. */
const ROOM = 256 * 1024

/** Hands bytes on; resolves when there is room for more. */
export type Put = (bytes: string | Uint8Array) => Promise<void>

/** What a connection brings to its reader: pieces of several writers, one after the other. */
export class Incoming {
  /** To be iterated once. */
  readonly received: AsyncIterable<Buffer> = this.#receive()
  readonly #chunks: Buffer[] = []
  #waiting = 0
  #over: { readonly error?: ChatError } | undefined
  #arrived = () => {}
  #taken = () => {}
  #last: Promise<unknown> = Promise.resolve()

  /** Has someone write in one piece: nobody else's bytes come between. Resolves or rejects as `write` does. */
  inTurn(write: (put: Put) => Promise<void>): Promise<void> {
    const turn = this.#last.then(() => write((bytes) => this.#put(bytes)))
    this.#last = turn.catch(() => {})
    return turn
  }

  /** Nothing more will come, once what waits is read: for good, or since something broke. */
  end(error?: ChatError): void {
    this.#over ??= error ? { error } : {}
    this.#arrived()
    this.#taken()
  }

  /** Nobody reads any more. */
  drop(): void {
    this.#chunks.length = 0
    this.#waiting = 0
    this.#over = {}
    this.end()
  }

  async #put(bytes: string | Uint8Array): Promise<void> {
    if (this.#over) return
    const chunk = Buffer.from(bytes as Uint8Array)
    this.#chunks.push(chunk)
    this.#waiting += chunk.length
    this.#arrived()
    while (this.#waiting > ROOM && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#taken = resolve
      })
    }
  }

  async *#receive(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#waiting -= chunk.length
        this.#taken()
        yield chunk
      } else if (this.#over) {
        if (this.#over.error) throw this.#over.error
        return
      } else {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve
        })
      }
    }
  }
}

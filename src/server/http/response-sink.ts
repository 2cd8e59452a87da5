import type { ServerResponse } from 'node:http'
import type { Sink } from '../outbox.js'

/** An answer that goes on and on, as an outbox writes to it. The head goes out before the first bytes. */
export class ResponseSink implements Sink {
  /** Resolves when it is over, whoever ended it. */
  readonly closed: Promise<void>
  readonly #response: ServerResponse
  readonly #headers: Readonly<Record<string, string>>

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#response = response
    this.#headers = headers
    this.closed = new Promise((resolve) => {
      if (response.destroyed) resolve()
      else response.once('close', () => resolve())
    })
    // What breaks is told by `close`.
    response.on('error', () => {})
  }

  get writable(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded
  }

  get writableLength(): number {
    return this.#response.writableLength
  }

  get writableHighWaterMark(): number {
    return this.#response.writableHighWaterMark
  }

  write(bytes: Buffer | string): boolean {
    if (!this.#response.headersSent) this.#response.writeHead(200, this.#headers)
    return this.#response.write(bytes)
  }

  on(event: 'drain' | 'close', listener: () => void): void {
    this.#response.on(event, listener)
  }

  off(event: 'drain' | 'close', listener: () => void): void {
    this.#response.off(event, listener)
  }

  /** Resolves when what was written has gone far enough for more, or nothing can go any more. */
  async drained(): Promise<void> {
    if (!this.writable || !this.#response.writableNeedDrain) return
    await Promise.race([new Promise<void>((resolve) => this.#response.once('drain', resolve)), this.closed])
  }

  end(): void {
    if (this.writable) this.#response.end()
  }

  destroy(): void {
    this.#response.destroy()
  }
}

import { ChatError } from '../../src/client/chat-error.js'
import type { Transport } from '../../src/client/transport.js'

/** A transport without a network: what arrives is pushed by the test, chunk by chunk, and what is sent is kept. */
export class ScriptedTransport implements Transport {
  readonly received = this.#receive()
  readonly sent: string[] = []
  how: 'open' | 'ended' | 'closed' | 'reset' = 'open'
  readonly #chunks: Buffer[] = []
  #isEnded = false
  #wake = () => {}

  push(...chunks: (string | Buffer)[]): void {
    this.#chunks.push(...chunks.map((chunk) => Buffer.from(chunk)))
    this.#wake()
  }

  /** Ends the server's side. */
  finish(): void {
    this.#isEnded = true
    this.#wake()
  }

  async send(bytes: string | Uint8Array): Promise<void> {
    if (this.how !== 'open') throw new ChatError('disconnected', 'closed')
    this.sent.push(Buffer.from(bytes as Uint8Array).toString())
  }

  end(): void {
    this.how = 'ended'
  }

  close(): void {
    this.how = 'closed'
    this.finish()
  }

  reset(): void {
    this.how = 'reset'
    this.finish()
  }

  async *#receive(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) yield chunk
      else if (this.#isEnded) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}

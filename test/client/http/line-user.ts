import { onTestFinished } from 'vitest'
import type { OpenOptions, Transport } from '../../../src/client/transport.js'
import { openHttp } from '../../../src/client/transports/http.js'
import { LineReader } from '../../../src/protocol/line-reader.js'

/** Somebody who says lines over a transport and reads what comes. */
export class LineUser {
  readonly #reader = new LineReader(1_000_000)
  readonly #chunks: AsyncIterator<Buffer>

  constructor(readonly transport: Transport) {
    this.#chunks = transport.received[Symbol.asyncIterator]()
    onTestFinished(() => transport.close())
  }

  /** The next line; undefined at the end. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const line = this.#reader.next()
      if (line !== undefined) return String(line)
      const { done, value } = await this.#chunks.next()
      if (done) return undefined
      this.#reader.push(value)
    }
  }

  /** The next so many bytes. */
  async bytes(count: number): Promise<string> {
    const taken: Buffer[] = []
    for (let left = count; left > 0; ) {
      const bytes = this.#reader.take(left)
      if (bytes) {
        taken.push(bytes)
        left -= bytes.length
      } else {
        const { done, value } = await this.#chunks.next()
        if (done) break
        this.#reader.push(value)
      }
    }
    return Buffer.concat(taken).toString()
  }

  async send(...lines: string[]): Promise<void> {
    await this.transport.send(lines.map((line) => `${line}\n`).join(''))
  }

  /** Says a line and answers the next one that comes. */
  async ask(line: string): Promise<string | undefined> {
    await this.send(line)
    return this.line()
  }
}

/** Opens a gateway's address and takes the greeting. */
export async function user(
  url: string,
  options: Partial<OpenOptions & Parameters<typeof openHttp>[1]> = {},
): Promise<LineUser> {
  const user = new LineUser(await openHttp(new URL(url), { timeout: 2_000, ...options }))
  await user.line()
  return user
}

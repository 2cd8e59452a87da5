import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ChatError } from './chat-error.js'
import { Deadline } from './deadline.js'
import { onAbort } from './on-abort.js'

interface Options {
  readonly size: number
  /** What the bytes must hash to, in hexadecimal; without it nothing is checked. */
  readonly sha256: string | undefined
  /** The longest silence of the server in milliseconds. The reader may take its time. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Is told when the rest will not be taken: the connection is of no use any more. */
  readonly abandoned: () => void
}

/** The bytes that follow a `success` of FILE-GET (FILE-5), on their way from the connection to who reads them. */
export class IncomingFile {
  /** What the reader iterates. The connection waits for it to go on. */
  readonly bytes: Readable
  readonly size: number
  /** How many bytes have yet to come. */
  left: number
  readonly #hash: Hash | undefined
  readonly #sha256: string | undefined
  readonly #deadline: Deadline
  readonly #forget: () => void
  #resume = () => {}

  constructor({ size, sha256, timeout, signal, abandoned }: Options) {
    this.size = size
    this.left = size
    this.#sha256 = sha256?.toLowerCase()
    this.#hash = sha256 === undefined ? undefined : createHash('sha256')
    this.bytes = new Readable({
      read: () => this.#resume(),
      destroy: (error, done) => {
        this.#settle()
        this.#resume()
        if (this.left > 0) abandoned()
        done(error)
      },
    })
    // Who reads learns of an error by reading; while nobody does it must not end the process.
    this.bytes.on('error', () => {})
    this.#deadline = new Deadline(timeout, () => {
      this.fail(new ChatError('timeout', `the server sent no bytes for ${timeout} ms`))
    })
    this.#forget = onAbort(signal, (cause) => {
      this.fail(new ChatError('aborted', 'the download was given up by the caller', { cause }))
    })
    if (size === 0) this.#finish()
    else this.#deadline.start()
  }

  /** Hands on the next bytes, at most `left`. Resolves when the reader has room for more. */
  async push(bytes: Buffer): Promise<void> {
    this.#deadline.stop()
    this.left -= bytes.length
    this.#hash?.update(bytes)
    const hasRoom = this.bytes.push(bytes)
    if (this.left === 0) return this.#finish()
    if (!hasRoom && !this.bytes.destroyed) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve
      })
    }
    if (!this.bytes.destroyed) this.#deadline.start()
  }

  /** No more bytes will come. */
  fail(error: ChatError): void {
    this.bytes.destroy(error)
  }

  #finish(): void {
    this.#settle()
    const sha256 = this.#hash?.digest('hex')
    if (sha256 === this.#sha256) this.bytes.push(null)
    else
      this.fail(new ChatError('protocol', `the file's sha256 is ${sha256}, not ${this.#sha256} as announced`))
  }

  #settle(): void {
    this.#deadline.stop()
    this.#forget()
  }
}

import type { Socket } from 'node:net'
import { TEXT } from './sender.js'

/** Sends POST requests over one keep-alive connection, one after the other, and times each. */
export class HttpSender {
  readonly #socket: Socket
  readonly #answered: (milliseconds: number) => void
  readonly #request: Buffer
  #heard = ''
  #sentAt = 0
  #stopped: (() => void) | undefined

  /** @param answered hears how long each took, in milliseconds */
  constructor(socket: Socket, token: string, reader: string, answered: (milliseconds: number) => void) {
    const body = JSON.stringify({ message: TEXT })
    const head = [
      `POST /users/${reader}/messages HTTP/1.1`,
      'host: 127.0.0.1',
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ]
    this.#request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
    this.#socket = socket
    this.#answered = answered
    socket.setEncoding('latin1').on('data', (text) => this.#take(String(text)))
  }

  start(): void {
    this.#sentAt = performance.now()
    this.#socket.write(this.#request)
  }

  /** Sends no more; resolves when all is answered. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped = resolve
    })
  }

  #take(text: string): void {
    this.#heard += text
    // The value that a send is answered with is the answer's end.
    if (!this.#heard.endsWith('"}')) return
    if (!this.#heard.startsWith('HTTP/1.1 201 ')) throw new Error(`the server answered: ${this.#heard}`)
    this.#heard = ''
    this.#answered(performance.now() - this.#sentAt)
    if (this.#stopped) this.#stopped()
    else this.start()
  }
}

import type { Socket } from 'node:net'
import { ChatError } from '../chat-error.js'
import type { Transport } from '../transport.js'

/** A socket that is connected and whose errors are listened to, as a transport. */
export class SocketTransport implements Transport {
  readonly #socket: Socket
  readonly #tcp: Socket
  readonly #address: string
  readonly received: AsyncIterable<Buffer>
  /** Set once this side has dropped the connection: what then breaks is no news. */
  #dropped = false
  #room: Promise<void> | undefined

  /**
   * @param address of the server, for words
   * @param tcp what it runs on, where that is another: only TCP can be reset
   */
  constructor(socket: Socket, address: string, tcp = socket) {
    this.#socket = socket
    this.#tcp = tcp
    this.#address = address
    this.received = this.#receive()
  }

  send(bytes: string | Uint8Array): Promise<void> {
    if (!this.#socket.writable) return Promise.reject(this.#broken(this.#socket.errored))
    return this.#socket.write(bytes) ? SENT : (this.#room ??= this.#untilRoom())
  }

  end(): void {
    this.#socket.end()
  }

  close(): void {
    this.#dropped = true
    this.#socket.destroy()
  }

  reset(): void {
    this.#dropped = true
    this.#tcp.resetAndDestroy()
    this.#socket.destroy()
  }

  async *#receive(): AsyncGenerator<Buffer, void, void> {
    try {
      // By default the end of the peer's side would destroy the socket and with it what we have yet to send.
      for await (const bytes of this.#socket.iterator({ destroyOnReturn: false })) yield bytes
    } catch (cause) {
      if (!this.#dropped) throw this.#broken(cause)
    }
  }

  #untilRoom(): Promise<void> {
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      const settle = () => {
        // After an `end` no `drain` comes, but `finish` once all is sent.
        socket.off('drain', settle).off('finish', settle).off('close', settle)
        this.#room = undefined
        if (socket.destroyed && !socket.writableFinished) reject(this.#broken(socket.errored))
        else resolve()
      }
      socket.on('drain', settle).on('finish', settle).on('close', settle)
    })
  }

  #broken(cause: unknown): ChatError {
    const reason = codeOf(cause) ?? 'it is closed'
    return new ChatError('disconnected', `the connection to ${this.#address} broke: ${reason}`, { cause })
  }
}

const SENT = Promise.resolve()

const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : undefined

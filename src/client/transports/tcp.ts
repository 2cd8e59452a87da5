import { connect, type Socket } from 'node:net'
import { DEFAULT_PORT } from '../../protocol/limits.js'
import { ChatError } from '../chat-error.js'
import { Deadline } from '../deadline.js'
import { onAbort } from '../on-abort.js'
import type { OpenTransport, Transport } from '../transport.js'

const KEEP_ALIVE_MS = 30_000

/** Opens `tcp://host[:port]`; the port is LINE-1's unless given. */
export const openTcp: OpenTransport = (url, { timeout, signal }) =>
  new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const port = Number(url.port || DEFAULT_PORT)
    const address = `${url.hostname}:${port}`
    if (host === '') throw new ChatError('unreachable', 'the address names no host: write tcp://host:port')
    if (signal?.aborted) throw aborted(signal.reason)

    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      // The server's end must not end our side while we still send, and ours must not stop the reading.
      allowHalfOpen: true,
    })
    const settle = () => {
      deadline.stop()
      stopListening()
      socket.off('connect', connected).off('error', failed)
    }
    const giveUp = (error: ChatError) => {
      settle()
      socket.on('error', () => {}).destroy()
      reject(error)
    }
    const connected = () => {
      settle()
      resolve(new TcpTransport(socket, address))
    }
    const failed = (cause: NodeJS.ErrnoException) => giveUp(unreachable(address, cause))
    const deadline = new Deadline(timeout, () => {
      const words = `no answer within ${timeout} ms: check the address and the network, or wait longer`
      giveUp(new ChatError('unreachable', `cannot connect to ${address}: ${words}`))
    })
    const stopListening = onAbort(signal, (reason) => giveUp(aborted(reason)))
    deadline.start()
    socket.once('connect', connected).once('error', failed)
  })

class TcpTransport implements Transport {
  readonly #socket: Socket
  readonly #address: string
  readonly received: AsyncIterable<Buffer>
  /** Set once this side has dropped the connection: what then breaks is no news. */
  #dropped = false
  #room: Promise<void> | undefined

  constructor(socket: Socket, address: string) {
    this.#socket = socket
    this.#address = address
    this.received = this.#receive()
    // The reader and the sender learn of it by themselves; without a listener it would end the process.
    socket.on('error', () => {})
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
    this.#socket.resetAndDestroy()
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

/** What a person can do about the usual reasons. */
const advice: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: start a server with `pychat serve`, or check the address',
  ENOTFOUND: 'there is no host of that name: check the address',
  EAI_AGAIN: 'the name could not be looked up: check the network',
  ETIMEDOUT: 'no answer: check the address and the network',
  EHOSTUNREACH: 'the host cannot be reached: check the address and the network',
  ENETUNREACH: 'the network cannot be reached: check the address and the network',
}

function unreachable(address: string, cause: NodeJS.ErrnoException): ChatError {
  // Where a name has several addresses the error is an aggregate: it has a code, but no message.
  const reason = advice[cause.code ?? ''] ?? (cause.message || cause.code)
  return new ChatError('unreachable', `cannot connect to ${address}: ${reason}`, { cause })
}

const aborted = (cause: unknown) =>
  new ChatError('aborted', 'given up before a connection was made', { cause, definite: true })

const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : undefined

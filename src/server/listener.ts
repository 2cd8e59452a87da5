import { createServer, type Server as NetServer, type Socket } from 'node:net'
import type { Log } from './options.js'

/** When TCP starts to ask whether an idle client is still there, in milliseconds. */
const KEEP_ALIVE = 60_000

/** One port; `accept` gets each socket that comes in. */
export class Listener {
  readonly #net: NetServer
  readonly #log: Log

  constructor(accept: (socket: Socket) => void, log: Log) {
    this.#log = log
    this.#net = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE },
      accept,
    )
  }

  /** Starts to listen. Rejects with the system's error where the address cannot be had. */
  listen(port: number, host: string): Promise<{ port: number; host: string }> {
    return new Promise((resolve, reject) => {
      this.#net.once('error', reject)
      this.#net.listen({ port, host, backlog: 1024 }, () => {
        this.#net.off('error', reject)
        // A failed accept (no file descriptors left, say) must not end the server.
        this.#net.on('error', (error) =>
          this.#log.error({ err: error }, 'a connection could not be accepted'),
        )
        const address = this.#net.address() as { port: number; address: string }
        resolve({ port: address.port, host: address.address })
      })
    })
  }

  /** Takes no more sockets; resolves when those that it took are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#net.close(() => resolve()))
  }
}

import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { Refusal } from '../protocol/refusals.js'
import { formatFailed } from '../protocol/reply.js'
import { Connection } from './connection.js'
import type { Services } from './context.js'
import { Places } from './places.js'
import type { Turn } from './turn.js'

const GREETING =
  'success pychat: log in with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER <name> <password> <password>\n'

/** How often standing still is looked for, in milliseconds. */
const WATCH = 1000
/** How long closing waits for clients that do not read, in milliseconds. */
const PATIENCE = 5000
/** When TCP starts to ask whether an idle client is still there, in milliseconds. */
const KEEP_ALIVE = 60_000

/** Listens, and keeps the connections within the limits. */
export class Listener {
  readonly #services: Services
  readonly #turn: Turn
  readonly #net: NetServer
  readonly #connections = new Set<Connection>()
  readonly #places: Places
  readonly #watch: NodeJS.Timeout

  constructor(services: Services, turn: Turn) {
    this.#services = services
    this.#turn = turn
    this.#places = new Places(services.limits)
    this.#net = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE,
    })
    this.#net.on('connection', (socket) => this.#accept(socket))
    this.#watch = setInterval(() => {
      const now = Date.now()
      for (const connection of this.#connections) connection.watch(now)
    }, WATCH)
    this.#watch.unref()
  }

  /** Starts to listen. Rejects with the system's error where the address cannot be had. */
  listen(port: number, host: string): Promise<{ port: number; host: string }> {
    return new Promise((resolve, reject) => {
      this.#net.once('error', reject)
      this.#net.listen({ port, host, backlog: 1024 }, () => {
        this.#net.off('error', reject)
        // A failed accept (no file descriptors left, say) must not end the server.
        this.#net.on('error', (error) =>
          this.#services.log.error({ err: error }, 'a connection could not be accepted'),
        )
        const address = this.#net.address() as { port: number; address: string }
        resolve({ port: address.port, host: address.address })
      })
    })
  }

  /** Takes no more connections; answers what was read, then closes them all. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#net.close(() => resolve()))
    for (const connection of this.#connections) connection.end()
    const impatience = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy()
    }, PATIENCE)
    await closed
    clearTimeout(impatience)
    clearInterval(this.#watch)
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    if (this.#places.isFull(address)) return turnAway(socket)
    this.#places.take(address)
    this.#connections.add(new Connection(socket, this.#services, this.#turn, this.#forget))
    socket.write(GREETING)
  }

  readonly #forget = (connection: Connection): void => {
    this.#connections.delete(connection)
    this.#places.free(connection.peer.address)
  }
}

function turnAway(socket: Socket): void {
  socket.on('error', () => {})
  socket.resume()
  socket.end(`${formatFailed(new Refusal('busy', 'too many connections; try again later'))}\n`, () =>
    socket.destroySoon(),
  )
}

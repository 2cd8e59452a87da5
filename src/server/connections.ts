import type { Socket } from 'node:net'
import { Refusal } from '../protocol/refusals.js'
import { formatFailed } from '../protocol/reply.js'
import { Connection } from './connection.js'
import type { Services } from './context.js'
import type { Places } from './places.js'
import type { Turn } from './turn.js'

const GREETING =
  'success pychat: log in with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER <name> <password> <password>\n'

/** How often standing still is looked for, in milliseconds. */
const WATCH = 1000
/** How long closing waits for clients that do not read, in milliseconds. */
const PATIENCE = 5000

/** The connections of all ports for lines. */
export class Connections {
  readonly #services: Services
  readonly #turn: Turn
  readonly #connections = new Set<Connection>()
  readonly #places: Places
  readonly #watch: NodeJS.Timeout

  constructor(services: Services, turn: Turn, places: Places) {
    this.#services = services
    this.#places = places
    this.#turn = turn
    this.#watch = setInterval(() => {
      const now = Date.now()
      for (const connection of this.#connections) connection.watch(now)
    }, WATCH)
    this.#watch.unref()
  }

  /** Serves a client, or tells it that there is no room. */
  accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    if (this.#places.isFull(address)) return turnAway(socket)
    this.#places.take(address)
    this.#open(socket, this.#leave)
  }

  /** Whether there is room for a client that is not secure yet; it then takes its room until its socket is closed. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    if (this.#places.isFull(address)) return false
    this.#places.take(address)
    socket.on('close', () => this.#places.free(address))
    return true
  }

  /** Serves a client that was admitted, over what its socket has become. */
  open(socket: Socket): void {
    this.#open(socket, this.#forget)
  }

  /** Answers what was read, then closes them all; resolves with `closed`, which tells that they are. */
  async close(closed: Promise<unknown>): Promise<void> {
    for (const connection of this.#connections) connection.end()
    const impatience = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy()
    }, PATIENCE)
    await closed
    clearTimeout(impatience)
    clearInterval(this.#watch)
  }

  #open(socket: Socket, closed: (connection: Connection) => void): void {
    this.#connections.add(new Connection(socket, this.#services, this.#turn, closed))
    socket.write(GREETING)
  }

  readonly #forget = (connection: Connection): void => {
    this.#connections.delete(connection)
  }

  readonly #leave = (connection: Connection): void => {
    this.#forget(connection)
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

import type { Socket } from 'node:net'
import { Refusal } from '../protocol/refusals.js'
import { formatFailed } from '../protocol/reply.js'
import { Connection } from './connection.js'
import type { Services } from './context.js'
import { network } from './network.js'
import type { Turn } from './turn.js'

const GREETING =
  'success pychat: log in with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER <name> <password> <password>\n'

/** How often standing still is looked for, in milliseconds. */
const WATCH = 1000
/** How long closing waits for clients that do not read, in milliseconds. */
const PATIENCE = 5000

/** The connections of all ports together, kept within the limits. */
export class Connections {
  readonly #services: Services
  readonly #turn: Turn
  readonly #connections = new Set<Connection>()
  readonly #perAddress = new Map<string, number>()
  /** Those under way to be secure included. */
  #count = 0
  readonly #watch: NodeJS.Timeout

  constructor(services: Services, turn: Turn) {
    this.#services = services
    this.#turn = turn
    this.#watch = setInterval(() => {
      const now = Date.now()
      for (const connection of this.#connections) connection.watch(now)
    }, WATCH)
    this.#watch.unref()
  }

  /** Serves a client, or tells it that there is no room. */
  accept(socket: Socket): void {
    if (this.#admit(socket.remoteAddress ?? '')) this.#open(socket, this.#leave)
    else turnAway(socket)
  }

  /** Whether there is room for a client that is not secure yet; it then takes its room until its socket is closed. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    if (!this.#admit(address)) return false
    socket.on('close', () => this.#dismiss(address))
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
    this.#dismiss(connection.peer.address)
  }

  #admit(from: string): boolean {
    const address = network(from)
    const { maxConnections, maxConnectionsPerAddress } = this.#services.limits
    const here = this.#perAddress.get(address) ?? 0
    if (this.#count >= maxConnections || here >= maxConnectionsPerAddress) return false
    this.#perAddress.set(address, here + 1)
    this.#count++
    return true
  }

  #dismiss(from: string): void {
    const address = network(from)
    const left = (this.#perAddress.get(address) ?? 1) - 1
    if (left > 0) this.#perAddress.set(address, left)
    else this.#perAddress.delete(address)
    this.#count--
  }
}

function turnAway(socket: Socket): void {
  socket.on('error', () => {})
  socket.resume()
  socket.end(`${formatFailed(new Refusal('busy', 'too many connections; try again later'))}\n`, () =>
    socket.destroySoon(),
  )
}

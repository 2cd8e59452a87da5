import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Services } from '../context.js'
import { Places } from '../places.js'
import type { Turn } from '../turn.js'
import { type AppOptions, buildApp } from './app.js'
import { Desk } from './desk.js'

/** How often is looked for what was left standing, in milliseconds. */
const WATCH = 1000
/** How long closing waits for clients that do not read, in milliseconds. */
const PATIENCE = 5000

/** The same verbs over HTTP (HTTP-1); several listeners share their sessions and hand-outs. */
export class Gateway {
  readonly #desk: Desk
  readonly #places: Places
  readonly #apps: FastifyInstance[] = []
  readonly #watch: NodeJS.Timeout

  constructor(services: Services, turn: Turn) {
    this.#desk = new Desk(services, turn)
    this.#places = new Places(services.limits)
    this.#watch = setInterval(() => this.#desk.watch(Date.now()), WATCH)
    this.#watch.unref()
  }

  /** Starts to listen; answers the port. Rejects with the system's error where the address cannot be had. */
  async listen(port: number, host: string, options: AppOptions): Promise<number> {
    const app = await buildApp(this.#desk, options)
    this.#apps.push(app)
    app.server.on('connection', (socket) => {
      const address = socket.remoteAddress ?? ''
      if (this.#places.isFull(address)) return void socket.destroy()
      this.#places.take(address)
      socket.once('close', () => this.#places.free(address))
    })
    await app.listen({ port, host, backlog: 1024 })
    return (app.server.address() as AddressInfo).port
  }

  /** Takes no more connections; answers what is under way, then closes them all. */
  async close(): Promise<void> {
    clearInterval(this.#watch)
    const impatience = setTimeout(() => {
      for (const { server } of this.#apps) server.closeAllConnections()
    }, PATIENCE)
    const closed = Promise.all(this.#apps.map((app) => app.close()))
    this.#desk.endStreams()
    await closed
    clearTimeout(impatience)
    await this.#desk.close()
  }
}

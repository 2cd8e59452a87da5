import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Services } from '../context.js'
import type { Certificate, HttpOptions } from '../options.js'
import type { Places } from '../places.js'
import { tlsSettings } from '../tls-settings.js'
import type { Turn } from '../turn.js'
import { type AppOptions, buildApp } from './app.js'
import { Desk } from './desk.js'

/** How often is looked for what was left standing, in milliseconds. */
const WATCH = 1000
/** How long closing waits for clients that do not read, in milliseconds. */
const PATIENCE = 5000

interface Wishes extends HttpOptions {
  /** Of the server, and where it listens for TLS. */
  readonly tls?: (Certificate & { readonly host: string }) | undefined
}

/** The same verbs over HTTP (HTTP-1): in clear and inside TLS, with the same sessions and hand-outs. */
export class Gateway {
  readonly #desk: Desk
  readonly #places: Places
  readonly #apps: FastifyInstance[] = []
  #secure: HttpsServer | undefined
  readonly #watch: NodeJS.Timeout

  constructor(services: Services, turn: Turn, places: Places) {
    this.#desk = new Desk(services, turn)
    this.#places = places
    this.#watch = setInterval(() => this.#desk.watch(Date.now()), WATCH)
    this.#watch.unref()
  }

  /** Starts to listen; answers the ports. Rejects with the system's error where an address cannot be had. */
  async listen(host: string, { port, securePort, tls, ...options }: Wishes) {
    if (securePort !== undefined && !tls) throw new TypeError('HTTP inside TLS needs the certificate of tls')
    const isSecure = securePort !== undefined && tls
    return {
      ...(port !== undefined && { httpPort: await this.#listen(port, host, options) }),
      ...(isSecure && { httpsPort: await this.#listen(securePort, tls.host, { ...options, tls }) }),
    }
  }

  async #listen(port: number, host: string, options: AppOptions): Promise<number> {
    const app = await buildApp(this.#desk, options)
    this.#apps.push(app)
    if (options.tls) {
      this.#secure = app.server as HttpsServer
      // Nothing can be answered to it, and one that took too long is still open.
      this.#secure.prependListener('tlsClientError', (_error, socket) => socket.destroy())
    }
    // Of a TLS client too this is the socket that came in: an unfinished handshake takes its place.
    app.server.on('connection', (socket) => {
      const address = socket.remoteAddress ?? ''
      if (this.#places.isFull(address)) return void socket.destroy()
      this.#places.take(address)
      socket.once('close', () => this.#places.free(address))
    })
    await app.listen({ port, host, backlog: 1024 })
    return (app.server.address() as AddressInfo).port
  }

  /** From now on newcomers inside TLS see this certificate. Throws what is wrong with it, and then the former one stays. */
  renew({ cert, key }: Certificate): void {
    this.#secure?.setSecureContext({ ...tlsSettings, cert, key })
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

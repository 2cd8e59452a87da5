import { Connections } from './connections.js'
import type { Services } from './context.js'
import type { Handshakes } from './handshakes.js'
import { Listener } from './listener.js'
import type { Certificate, ServerOptions } from './options.js'
import type { Places } from './places.js'
import type { Turn } from './turn.js'

/** Where a server listens. */
export interface Address {
  readonly port: number
  readonly host: string
}

/** The ports of a server, plain and TLS. Whichever a client came through, it is one of the same connections. */
export class Ports {
  readonly #services: Services
  readonly #connections: Connections
  readonly #listeners: Listener[] = []
  #handshakes: Handshakes | undefined

  constructor(services: Services, turn: Turn, places: Places) {
    this.#services = services
    this.#connections = new Connections(services, turn, places)
  }

  /** Starts to listen for plain clients. Rejects with the system's error where the address cannot be had. */
  listen(port: number, host: string): Promise<Address> {
    const listener = new Listener((socket) => this.#connections.accept(socket), this.#services.log)
    this.#listeners.push(listener)
    return listener.listen(port, host)
  }

  /** Starts to listen for TLS clients (TLS-1). Rejects also with what is wrong with the certificate or the key. */
  async listenSecurely(tls: NonNullable<ServerOptions['tls']>, address: Address): Promise<Address> {
    const { Handshakes } = await import('./handshakes.js')
    const handshakes = new Handshakes(this.#connections, this.#services, tls)
    this.#handshakes = handshakes
    const listener = new Listener(handshakes.accept, this.#services.log)
    this.#listeners.push(listener)
    return listener.listen(tls.port ?? address.port, tls.host ?? address.host)
  }

  /** Shows newcomers another certificate; throws what is wrong with it, and then the former one stays. */
  renew(certificate: Certificate): void {
    if (!this.#handshakes) throw new TypeError('this server has no TLS port')
    this.#handshakes.renew(certificate)
  }

  /** Takes no more connections; answers what was read, then closes them all. */
  async close(): Promise<void> {
    const closed = Promise.all(this.#listeners.map((listener) => listener.close()))
    this.#handshakes?.abandon()
    await this.#connections.close(closed)
  }
}

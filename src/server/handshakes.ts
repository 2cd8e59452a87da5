import type { Socket } from 'node:net'
import { createServer, type Server as TlsServer } from 'node:tls'
import type { Connections } from './connections.js'
import type { Services } from './context.js'
import type { Certificate } from './options.js'
import { tlsSettings } from './tls-settings.js'

/** Makes sockets secure before they become connections (TLS-1). Until it is through a handshake counts as one of them. */
export class Handshakes {
  readonly #connections: Connections
  readonly #tls: TlsServer
  /** Those under way, by both ends. */
  readonly #sockets = new Map<string, Socket>()

  /** Throws the system's error where the certificate and the key are no pair. */
  constructor(connections: Connections, { limits, log }: Services, { cert, key }: Certificate) {
    this.#connections = connections
    this.#tls = createServer({ ...tlsSettings, cert, key, handshakeTimeout: limits.handshakeTimeout })
    this.#tls.on('secureConnection', (socket) => {
      this.#sockets.delete(endsOf(socket))
      socket.allowHalfOpen = true
      connections.open(socket)
    })
    this.#tls.on('tlsClientError', ({ code, message }: NodeJS.ErrnoException, socket) => {
      log.info({ reason: code ?? message }, 'a TLS handshake failed')
      // One that took too long is still open.
      socket.destroy()
    })
  }

  /** Begins a handshake; where there is no room for one more, a TLS client cannot be told why. */
  readonly accept = (socket: Socket): void => {
    if (!this.#connections.admit(socket)) return void socket.on('error', () => {}).destroy()
    const ends = endsOf(socket)
    this.#sockets.set(ends, socket)
    socket.on('close', () => this.#sockets.delete(ends))
    // Amid a handshake an end is the end; afterwards LINE-11 holds.
    socket.allowHalfOpen = false
    this.#tls.emit('connection', socket)
  }

  /** From now on newcomers see this certificate. Throws as the constructor does, and then the former one stays. */
  renew({ cert, key }: Certificate): void {
    this.#tls.setSecureContext({ ...tlsSettings, cert, key })
  }

  /** Breaks off the handshakes that are under way. */
  abandon(): void {
    for (const socket of this.#sockets.values()) socket.destroy()
  }
}

/** What a socket has in common with what it becomes. */
const endsOf = ({ remoteAddress, remotePort, localAddress }: Socket) =>
  `${remoteAddress} ${remotePort} ${localAddress}`

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { onTestFinished } from 'vitest'
import { LineReader } from '../../src/protocol/line-reader.js'
import type { Certificate } from '../../src/server/options.js'

/** The server's end of one connection. */
export class Peer {
  readonly socket: Socket
  /** Breaks the connection. */
  readonly reset: () => void
  readonly #reader = new LineReader(1_000_000)
  readonly #chunks: NodeJS.AsyncIterator<Buffer>

  /** @param tcp what the socket runs on: only TCP can be reset */
  constructor(socket: Socket, tcp = socket) {
    this.socket = socket
    this.reset = () => void tcp.resetAndDestroy()
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** The next line that the client sent, undefined after its end. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const line = this.#reader.next()
      if (line !== undefined) return String(line)
      const { done, value } = await this.#chunks.next()
      if (done) return undefined
      this.#reader.push(value)
    }
  }

  /** The next bytes that the client sent, fewer only after its end. */
  async bytes(count: number): Promise<Buffer> {
    const taken: Buffer[] = []
    for (let left = count; left > 0; ) {
      const bytes = this.#reader.take(left)
      if (bytes) {
        taken.push(bytes)
        left -= bytes.length
      } else {
        const { done, value } = await this.#chunks.next()
        if (done) break
        this.#reader.push(value)
      }
    }
    return Buffer.concat(taken)
  }

  write(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''))
  }
}

interface Setting {
  readonly greeting?: string | null
  readonly host?: string
  /** Serves inside TLS. */
  readonly tls?: Certificate | undefined
}

/**
 * A server on the loopback address for the time of one test: it greets, then does with each connection what the
 * script says. A script that the client breaks off is let go.
 */
export async function serve(
  script: (peer: Peer) => unknown,
  { greeting = 'success welcome', host = '127.0.0.1', tls }: Setting = {},
): Promise<string> {
  const sockets = new Set<Socket>()
  const play = async (socket: Socket) => {
    socket.on('error', () => {})
    const tcp = [...sockets].find(({ remotePort }) => remotePort === socket.remotePort)
    const peer = new Peer(socket, tcp)
    if (greeting !== null) peer.write(greeting)
    try {
      await script(peer)
    } catch {
      socket.destroy()
    }
  }
  const options = { allowHalfOpen: true, noDelay: true }
  const server = tls ? createTlsServer({ ...options, ...tls }, play) : createServer(options, play)
  server.prependListener('connection', (socket) => sockets.add(socket.on('error', () => {})))
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return `${tls ? 'tls' : 'tcp'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A server that answers each line by what `reply` says to it (nothing for undefined), and ends after the client. */
export function answer(reply: (line: string) => string | undefined): Promise<string> {
  return serve(async (peer) => {
    for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
      const said = reply(line)
      if (said !== undefined) peer.write(said)
    }
    peer.socket.end()
  })
}

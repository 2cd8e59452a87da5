import { type Server, type ServerOptions, startServer } from '../server/index.js'

/** scrypt's N: the passwords of a test protect nothing. */
const CHEAP = 16

/** A reference server with an address; `await using` closes it at the end of its block. */
export interface TestServer extends Server {
  readonly url: URL
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a reference server for tests: on a free port of loopback, all in memory, with cheap passwords. Closing it ends
 * its connections too.
 *
 * ```ts
 * await using server = await testServer()
 * const ann = await login(server, 'ann')
 * ```
 *
 * @throws what `startServer` throws
 */
export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  const tls = options.tls && { port: 0, ...options.tls }
  const server = await startServer({ port: 0, passwordCost: CHEAP, ...options, tls })
  const { port, host, close } = server
  const url = new URL(`tcp://${host.includes(':') ? `[${host}]` : host}:${port}`)
  return { ...server, url, [Symbol.asyncDispose]: close }
}

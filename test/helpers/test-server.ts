import { type Server, type ServerOptions, startServer } from '../../src/server/index.js'
import { RawClient } from './raw-client.js'

export const PASSWORD = 'secret'

/** A client with a session, and its account's name. */
export interface User {
  readonly name: string
  readonly client: RawClient
}

/** A server on a free port with cheap passwords, and the clients made through it. */
export class TestServer {
  readonly #server: Server
  readonly #clients: RawClient[] = []
  #accounts = 0
  #closed: Promise<void> | undefined

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(options: ServerOptions = {}): Promise<TestServer> {
    return new TestServer(await startServer({ port: 0, passwordCost: 1024, ...options }))
  }

  get port(): number {
    return this.#server.port
  }

  async connect(): Promise<RawClient> {
    const client = this.dial()
    client.greeting = await client.line()
    return client
  }

  /** Connects and reads nothing yet. */
  dial(): RawClient {
    const client = RawClient.dial(this.port)
    this.#clients.push(client)
    return client
  }

  /** A new account, logged in. Names sort in the order they were made. */
  async user(prefix = 'user'): Promise<User> {
    const client = await this.connect()
    const name = await this.account(prefix, client)
    await client.value(`AUTH-LOGIN ${name} ${PASSWORD}`)
    return { name, client }
  }

  /** A new account. */
  async account(prefix = 'user', client?: RawClient): Promise<string> {
    const name = `${prefix}${String(++this.#accounts).padStart(3, '0')}`
    const registrar = client ?? (await this.connect())
    await registrar.value(`AUTH-REGISTER ${name} ${PASSWORD} ${PASSWORD}`)
    if (!client) registrar.close()
    return name
  }

  /** A further session of an account. */
  async session(name: string): Promise<RawClient> {
    const client = await this.connect()
    await client.value(`AUTH-LOGIN ${name} ${PASSWORD}`)
    return client
  }

  /** Stops the server, once its clients have gone; one that was stopped already stays so. */
  close(): Promise<void> {
    for (const client of this.#clients) client.close()
    return this.stop()
  }

  /** Stops the server while its clients are still there. */
  stop(): Promise<void> {
    this.#closed ??= this.#server.close()
    return this.#closed
  }
}

import { type Server, type ServerOptions, startServer } from '../../src/server/index.js'
import { HttpClient } from './http-client.js'
import { PASSWORD } from './test-server.js'

/** A server that answers HTTP on a free port, with cheap passwords, and its clients. */
export class TestGateway {
  readonly server: Server
  #accounts = 0

  private constructor(server: Server) {
    this.server = server
  }

  static async start({ http, ...options }: Partial<ServerOptions> = {}): Promise<TestGateway> {
    const server = await startServer({ port: 0, passwordCost: 1024, ...options, http: { port: 0, ...http } })
    return new TestGateway(server)
  }

  get base(): string {
    return `http://127.0.0.1:${this.server.httpPort}`
  }

  /** Nobody in particular. */
  visitor(): HttpClient {
    return new HttpClient(this.base)
  }

  /** A new account. Names sort in the order they were made. */
  async account(): Promise<string> {
    const name = `user${String(++this.#accounts).padStart(3, '0')}`
    await this.visitor().value('POST /accounts', { name, password: PASSWORD, confirm: PASSWORD })
    return name
  }

  /** A session of an account, a new one unless named. */
  async user(name?: string): Promise<{ name: string; client: HttpClient }> {
    const of = name ?? (await this.account())
    const { session } = await this.visitor().value('POST /session', { name: of, password: PASSWORD })
    return { name: of, client: new HttpClient(this.base, session) }
  }

  /** A client that shows a token of a new account. */
  async holder(): Promise<{ name: string; client: HttpClient }> {
    const { name, client } = await this.user()
    const { token } = await client.value('POST /tokens')
    await client.value('POST /session/close')
    return { name, client: new HttpClient(this.base, token) }
  }

  close(): Promise<void> {
    return this.server.close()
  }
}

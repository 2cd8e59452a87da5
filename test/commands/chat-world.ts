import { onTestFinished } from 'vitest'
import { type Client, connect } from '../../src/client/client.js'
import { type ServerOptions, startServer } from '../../src/server/index.js'

export interface ChatWorld {
  readonly server: string
  /** The environment in which commands are this user's. */
  readonly as: (user: string) => NodeJS.ProcessEnv
  /** A session of the user's, for what a test does beside the command. */
  readonly session: (user: string) => Promise<Client>
}

const password = 's3cret'

/** A reference server for the time of one test, with accounts. */
export async function chatWorld(users: readonly string[], options: ServerOptions = {}): Promise<ChatWorld> {
  const running = await startServer({ port: 0, passwordCost: 1024, ...options })
  onTestFinished(() => running.close())
  const server = `tcp://127.0.0.1:${running.port}`
  const registrar = await connect(server)
  for (const name of users) await registrar.authRegister({ name, password, confirm: password })
  await registrar.close()
  return {
    server,
    as: (user) => ({ PYCHAT_SERVER: server, PYCHAT_USER: user, PYCHAT_PASSWORD: password }),
    async session(name) {
      const client = await connect(server)
      onTestFinished(() => client.reset())
      await client.authLogin({ name, password })
      return client
    },
  }
}

/** The texts that wait for the user in a private conversation; fetches them. */
export async function textsFrom(client: Client, name: string): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const { value = [] } = await client.chatPrivateGet({ name })
    if (value.length === 0) return texts
    texts.push(...value.map(({ text }) => text))
  }
}

import { ChatError, type FailureCode } from '../client/chat-error.js'
import { type Client, type ConnectOptions, connect } from '../client/client.js'

export interface LoginOptions extends ConnectOptions {
  /** `secret` unless given. */
  readonly password?: string
}

/** Less than vitest gives a test, so that a server which does not answer fails the line that asked, in words. */
const TIMEOUT = 4000

/** What a server says of a name that it knows: by the code, or in words alone. */
const perhapsTaken: ReadonlySet<FailureCode> = new Set(['name-taken', 'refused'])

/**
 * Connects to a server (`tcp://host:port`, or what `testServer` gave), registers the name unless it is there already,
 * and logs it in. The same name again is a further session of the account. Waits last 4 s unless `timeout` says otherwise.
 *
 * @throws ChatError, the connection closed
 */
export async function login(
  server: string | URL | { readonly url: URL },
  name: string,
  { password = 'secret', ...options }: LoginOptions = {},
): Promise<Client> {
  const address = typeof server === 'object' && 'url' in server ? server.url : server
  const client = await connect(address, { timeout: TIMEOUT, ...options })
  try {
    await client.authRegister({ name, password, confirm: password }).catch((error) => {
      if (!(error instanceof ChatError && perhapsTaken.has(error.code))) throw error
    })
    await client.authLogin({ name, password })
    return client
  } catch (error) {
    client.reset()
    throw error
  }
}

import type { Client } from '../client/client.js'
import type { Credential, CredentialKey } from '../credentials/credential-store.js'
import type { Credentials, Kept } from '../credentials/credentials.js'
import type { ValueOf } from '../protocol/verbs.js'
import { isRefusal } from './session.js'

/** Keeps what opens the next session: a token, or the password where the server issues none. */
export async function keepCredential(
  client: Client,
  credentials: Credentials,
  { origin, user }: CredentialKey,
  password: string,
): Promise<Credential & Kept> {
  const token = await issueToken(client)
  const since = new Date().toISOString()
  const credential: Credential = token
    ? { origin, user, kind: 'token', secret: token.token, expires: token.expires, since }
    : { origin, user, kind: 'password', secret: password, since }
  return { ...credential, ...(await credentials.keep(credential)) }
}

async function issueToken(client: Client): Promise<ValueOf<'AUTH-TOKEN'> | undefined> {
  try {
    return (await client.authToken()).value
  } catch (error) {
    // Of a server that lacks tokens all is welcome but a login that did not succeed.
    if (isRefusal(error) && ['refused', 'unknown-keyword'].includes(error.code)) return undefined
    throw error
  }
}

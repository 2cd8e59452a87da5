import type { Client } from '../client/client.js'
import type { Credential, CredentialKey } from '../credentials/credential-store.js'
import type { Credentials, Kept } from '../credentials/credentials.js'
import type { ValueOf } from '../protocol/verbs.js'
import { safe } from './hostile-text.js'
import type { Output } from './output.js'
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

/** Warns, once a login, where the credential is less safe than a token in a keychain. */
export function warnWhereKept({ kind, place, missed }: Credential & Kept, out: Pick<Output, 'note'>): void {
  if (kind === 'token' && !missed) return
  const what = kind === 'token' ? 'the token' : 'this server issues no tokens: your password itself'
  const why = missed ? `, readable by you alone: ${safe(missed.message)}` : ''
  out.note(`warning: ${what} is kept in ${place}${why}`)
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

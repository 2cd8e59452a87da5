import type { CredentialKey } from '../../credentials/credential-store.js'
import { name as nameCodec } from '../../protocol/codecs.js'
import { openCredentials } from '../open-credentials.js'
import { readConfigs, resolveConfig } from '../resolve-config.js'
import { secretFor } from '../secret-for.js'
import { freshLists, type Login } from './fresh-lists.js'
import type { Kept } from './kept-lists.js'
import type { LookUp, Scene } from './look-up.js'
import type { Position } from './position.js'

/** What is found in a user's settings, credentials and lists. What would be refused as an argument is left out. */
export const ownLookUps = {
  profile: async (_, scene) => {
    const { user } = await readConfigs(scene)
    return [...(user?.profiles ?? [])].map(([word, { server = '' }]) => ({ word, description: server }))
  },

  server: async (_, scene) => {
    const { user } = await readConfigs(scene)
    return [...(user?.profiles ?? [])].flatMap(([name, { server }]) =>
      server === undefined ? [] : [{ word: server, description: `the server of ${name}` }],
    )
  },

  user: async ({ given }, { env, cwd }) => {
    const { server } = await resolveConfig(where(given), { env, cwd })
    const logins = await storeOf(env).list(server.value)
    return logins.map(({ user }) => ({ word: user, description: `logged in at ${server.value}` }))
  },

  contact: async ({ given }, scene) =>
    (await listsOf(given, scene)).contacts
      .filter((name) => nameCodec.decode(name) !== undefined)
      .map((word) => ({ word })),

  group: async ({ given }, scene) =>
    (await listsOf(given, scene)).groups
      .filter(({ code }) => /^[0-9a-z]+$/.test(code))
      .map(({ code, name }) => ({ word: code, description: name })),
} as const satisfies Record<string, LookUp>

const where = ({ profile, server, user }: Position['given']) => ({ profile, server, user })

async function listsOf(
  given: Position['given'],
  { env, cwd, left }: Scene,
): Promise<Pick<Kept, 'contacts' | 'groups'>> {
  const resolved = await resolveConfig(where(given), { env, cwd })
  const origin = resolved.server.value
  const user = resolved.user?.value ?? (await storeOf(env).list(origin))[0]?.user
  // Whose lists they are is told by nothing else.
  if (user === undefined) return { contacts: [], groups: [] }
  const secret = secretFor(resolved, env)
  const key = { origin, user }
  return freshLists(key, secret ? { secret, since: undefined } : await storedLogin(key, env), { env, left })
}

/** What is stored in files and counts: the keychain may ask a person, who only pressed Tab. */
async function storedLogin(key: CredentialKey, env: NodeJS.ProcessEnv): Promise<Login | undefined> {
  const store = storeOf(env)
  const [counts, held] = await Promise.all([store.about(key), store.find(key).catch(() => undefined)])
  const secret = held?.credential
  return secret && secret.since === counts?.since ? { secret, since: secret.since } : undefined
}

const storeOf = (env: NodeJS.ProcessEnv) =>
  openCredentials({ env, keychain: () => Promise.reject(new Error('nobody is to be asked')) })

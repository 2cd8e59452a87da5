import type { Environment } from '../credentials/environment.js'
import { name } from '../protocol/codecs.js'
import { DEFAULT_PORT } from '../protocol/limits.js'
import { type Scheme, schemeOf, schemes } from '../protocol/schemes.js'
import { UsageError } from './errors.js'

/** A setting and where its value comes from. */
export interface Setting<T> {
  readonly value: T
  readonly from: 'flag' | 'environment' | 'profile' | 'project-file' | 'user-config' | 'default'
  /** The file that it stands in. */
  readonly file?: string
}

/** The variables that say where, who and with which secret. */
export const variables = {
  server: 'PYCHAT_SERVER',
  profile: 'PYCHAT_PROFILE',
  user: 'PYCHAT_USER',
  timeout: 'PYCHAT_TIMEOUT',
  ca: 'PYCHAT_CA',
  token: 'PYCHAT_TOKEN',
  password: 'PYCHAT_PASSWORD',
  newPassword: 'PYCHAT_NEW_PASSWORD',
  webhookSecret: 'PYCHAT_WEBHOOK_SECRET',
  keychain: 'PYCHAT_KEYCHAIN',
  debug: 'PYCHAT_DEBUG',
} as const

export const DEFAULT_SERVER = `tcp://localhost:${DEFAULT_PORT}`

/** The flag, else the variable (an empty one counts as unset), else nothing. */
export function setting(
  flag: string | undefined,
  variable: string,
  env: NodeJS.ProcessEnv,
): Setting<string> | undefined {
  if (flag !== undefined) return { value: flag, from: 'flag' }
  const value = env[variable]
  return value ? { value, from: 'environment' } : undefined
}

/** Which server: flag, environment, default; its value is the origin. */
export function serverSetting(flag: string | undefined, env: NodeJS.ProcessEnv): Setting<string> {
  const found = setting(flag, variables.server, env) ?? { value: DEFAULT_SERVER, from: 'default' as const }
  return { ...found, value: originOf(found.value) }
}

/** A user's name in NFC; throws a UsageError for what no server takes as one. */
export function userOf(text: string): string {
  const user = name.decode(text)
  if (user === undefined) throw new UsageError(`a user's name is ${name.form}`)
  return user
}

/** What the environment says of where, who and with which secret. */
export function environment(env: NodeJS.ProcessEnv): Environment {
  const { [variables.server]: server, [variables.user]: user } = env
  return {
    origin: server ? originOf(server) : undefined,
    user: user ? userOf(user) : undefined,
    token: env[variables.token],
    password: env[variables.password],
  }
}

/**
 * A server's origin, written in one way only, since credentials belong to it: `scheme://host:port`, over HTTP with the
 * path that its routes stand below, if any: another path of a host may be another server.
 * Takes `host`, `host:port` (both of `tcp`) and URLs; throws a UsageError for what names no server.
 */
export function originOf(server: string): string {
  const text = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(server) ? server : `tcp://${server}`
  if (/\s/.test(server) || !URL.canParse(text)) throw notServer(server, 'it is no address')
  const url = new URL(text)
  if (url.username || url.password) throw notServer('given', 'it holds a user or a password; use --user')
  const scheme = schemeOf(url)
  if (!scheme) throw notServer(server, `${url.protocol}// is not supported`)
  const path = url.pathname.replace(/\/$/, '')
  const isPlace = path === '' || (takesPath(scheme) && PLAIN_PATH.test(path))
  if (!isPlace || url.search || url.hash) {
    throw notServer(server, takesPath(scheme) ? 'a port ends it, or a plain path' : 'a port ends it')
  }
  if (url.port === '0') throw notServer(server, 'there is no port 0')
  const host = hostOf(url)
  if (!host) throw notServer(server, 'it names no host')
  return `${scheme}://${host}:${url.port || schemes[scheme].port}${path}`
}

const takesPath = (scheme: Scheme) => scheme === 'http' || scheme === 'https'
/** Nothing that a shell would take for its own: origins stand in the commands that hints name. */
const PLAIN_PATH = /^(\/[\w.~%-]+)+$/

/** Only for the schemes of the web does URL bring a host to its one form: lower case, ASCII. */
function hostOf({ hostname }: URL): string {
  const web = `http://${hostname}`
  return URL.canParse(web) ? new URL(web).hostname : ''
}

const notServer = (server: string, why: string) =>
  new UsageError(`cannot use the server address ${server}: ${why}`, {
    hint: `write it like ${DEFAULT_SERVER}`,
  })

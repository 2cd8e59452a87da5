import { ChatError, type FailureCode } from '../client/chat-error.js'
import { type Client, connect } from '../client/client.js'
import { farewell } from '../client/farewell.js'
import type { TlsOptions } from '../client/transport.js'
import type { Trace } from '../client/wire.js'
import type { Secret } from '../credentials/environment.js'
import { isRefusalCode } from '../protocol/refusals.js'
import type { ValueOf } from '../protocol/verbs.js'
import { DEFAULT_LIMITS, type Limits } from './args.js'
import { DEFAULT_SERVER } from './config.js'
import { CliError } from './errors.js'

/** A server, how to talk to it, and who. */
export interface Target {
  readonly origin: string
  /** In milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
  readonly tls?: TlsOptions | undefined
  readonly trace: Trace | undefined
  readonly secret: Secret | undefined
}

/** Who a login is for and what waits, where the server tells it. */
export type Opened = ValueOf<'AUTH-LOGIN'>

/** What is done over a connection; `opened` is the outcome of the login, undefined where none took place. */
export type Use<R> = (client: Client, opened: Promise<Opened | undefined>) => Promise<R>

/** Runs `use` over a connection that is logged in with the target's secret, if it has one, and closes it. */
export async function withSession<R>(target: Target, use: Use<R>): Promise<R> {
  const { origin, timeout, signal, tls, trace } = target
  const client = await connect(origin, { timeout, signal, tls, trace })
  try {
    return await inSession(client, target, use)
  } finally {
    await farewell(client)
  }
}

/**
 * Logs in and runs `use` without waiting for the login: what `use` sends first travels along. Where the login fails,
 * its error is the one that is thrown. A token that may be another's is waited for, since nothing may be done as them.
 */
async function inSession<R>(
  client: Client,
  { secret, origin }: Pick<Target, 'secret' | 'origin'>,
  use: Use<R>,
): Promise<R> {
  const login = secret && logIn(client, secret, origin)
  if (secret?.kind === 'token' && secret.isClaim) await login
  const used = use(client, login ?? Promise.resolve(undefined))
  // Replies come in order: the login's is known before anything that `use` could fail on.
  used.catch(() => {})
  await login
  return used
}

/** Opens a connection that is logged in with the target's secret, if it has one. It is the caller's to close. */
export async function openSession(target: Target): Promise<Client> {
  const { origin, timeout, signal, tls, trace, secret } = target
  const client = await connect(origin, { timeout, signal, tls, trace })
  try {
    if (secret) await logIn(client, secret, origin)
    return client
  } catch (error) {
    client.reset()
    throw error
  }
}

/** Opens the session; who it is for and what waits, where the server tells it. */
export async function logIn(client: Client, secret: Secret, origin: string): Promise<Opened | undefined> {
  const { value } = await (secret.kind === 'token'
    ? client.authResume({ token: secret.secret })
    : client.authLogin({ name: secret.user, password: secret.secret })
  ).catch((error: unknown) => {
    throw error instanceof ChatError ? loginError(error, secret.user, origin) : error
  })
  const isAnothers = secret.kind === 'token' && secret.isClaim && value && value.user !== secret.user
  if (!isAnothers) return value
  const words = `the token is that of ${value.user} at ${origin}, not that of ${secret.user}`
  throw new CliError('no-credential', words, { hint: `set PYCHAT_USER=${value.user}, or another token` })
}

/**
 * Settles what a GET handed out on this connection (CHAT-3): one more request, answered. To be called after the output
 * was delivered. A server without SERVER-INFO has taken it up as well when it answers `failed`.
 */
export async function settle(client: Client): Promise<void> {
  await client.serverInfo().catch(ignoreRefusal)
}

/** What the server takes; the usual limits where it does not tell. */
export async function serverLimits(client: Client): Promise<Limits> {
  const info = await client.serverInfo().catch(ignoreRefusal)
  return info?.value?.limits ?? DEFAULT_LIMITS
}

/** Nobody is logged in there (exit 4). */
export function notLoggedIn(origin: string, user: string | undefined): CliError {
  return new CliError('no-credential', `${user ?? 'nobody'} is${user ? ' not' : ''} logged in at ${origin}`, {
    hint: `pychat auth login ${user ?? 'NAME'}${serverFlag(origin)}`,
  })
}

/** ` --server …` for a command to type, unless it is the default. */
export const serverFlag = (origin: string): string => (origin === DEFAULT_SERVER ? '' : ` --server ${origin}`)

function ignoreRefusal(error: unknown): undefined {
  if (!isRefusal(error)) throw error
}

/** Whether the server answered `failed`, as one does that lacks an extension. */
export const isRefusal = (error: unknown): error is ChatError =>
  error instanceof ChatError && (error.code === 'refused' || isRefusalCode(error.code))

/** What to do about a login that was refused. */
const remedies: Partial<Record<FailureCode, 'login' | 'register'>> = {
  refused: 'login',
  'wrong-password': 'login',
  'bad-token': 'login',
  'unknown-user': 'register',
}

function loginError(cause: ChatError, user: string | undefined, origin: string): Error {
  const { code, message } = cause
  const remedy = remedies[code]
  if (!remedy) return cause
  const words = `login${user === undefined ? '' : ` as ${user}`} at ${origin} was refused: ${message}`
  const hint = `pychat auth ${remedy} ${user ?? 'NAME'}${serverFlag(origin)}`
  return new CliError(code === 'refused' ? 'login-refused' : code, words, { cause, hint })
}

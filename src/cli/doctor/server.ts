import { type Client, connect } from '../../client/client.js'
import { farewell } from '../../client/farewell.js'
import type { TlsOptions } from '../../client/transport.js'
import type { Login } from '../../credentials/credential-store.js'
import type { Secret } from '../../credentials/environment.js'
import { rowOf, type ValueOf, verbNames } from '../../protocol/verbs.js'
import { isRefusal, logIn, notLoggedIn, serverFlag } from '../session.js'
import { examineClock } from './clock.js'
import { type Finding, fail, ok, skip, warn } from './finding.js'

const ROUNDS = 3
const PROTOCOL = 1
const SOON = 7 * 24 * 3_600_000

/** What there is to log in with, and where it is kept. */
export interface Found {
  readonly secret: (Secret & Partial<Login>) | undefined
  readonly place: string
}

interface Target {
  readonly origin: string
  readonly user: string | undefined
  readonly timeout: number
  readonly signal: AbortSignal
  /** Whom to trust there. */
  trusting(): Promise<TlsOptions | undefined>
}

/**
 * Connects once and looks at all that a connection shows. `finding` looks for the credential meanwhile. Posts nothing and
 * fetches nothing.
 */
export async function examineServer(target: Target, finding: Promise<Found>): Promise<Finding[]> {
  const { origin, timeout, signal } = target
  // It may fail before it is awaited.
  finding.catch(() => {})
  const began = performance.now()
  let client: Client
  try {
    client = await connect(origin, { timeout, signal, tls: await target.trusting() })
  } catch (error) {
    return [
      fail('server', error),
      ...['protocol', 'round trip'].map((check) => skip(check, 'the server cannot be reached')),
      await unused(target, finding),
      skip('clock', 'the server cannot be reached'),
    ]
  }
  const took = performance.now() - began
  try {
    const server = ok('server', `${origin} took the connection within ${shown(took)}`)
    return [server, ...(await examineConnection(client, target, finding))]
  } finally {
    await farewell(client)
  }
}

async function examineConnection(
  client: Client,
  target: Target,
  finding: Promise<Found>,
): Promise<Finding[]> {
  const protocol = await examineProtocol(client)
  if (protocol.status === 'fail') {
    return [
      protocol,
      skip('round trip', 'nothing was answered'),
      await unused(target, finding),
      skip('clock', 'nothing was answered'),
    ]
  }
  const trip = await measure(client)
  const login = await examineLogin(client, target, finding)
  const { secret } = await finding.catch(() => ({ secret: undefined }))
  const clock =
    login.status === 'fail'
      ? skip('clock', 'the protocol tells no time, and without a login no message shows any')
      : await examineClock(client, secret?.expires)
  return [protocol, trip, login, clock]
}

async function examineProtocol(client: Client): Promise<Finding> {
  try {
    await client.greeting
    const { value } = await client.serverInfo()
    return value ? judge(value) : untold
  } catch (error) {
    return isRefusal(error) ? untold : fail('protocol', error)
  }
}

const untold = warn(
  'protocol',
  'it greets and answers, but has no SERVER-INFO: the usual limits are taken for granted, no extension is',
)

function judge({ server, protocol, extensions }: ValueOf<'SERVER-INFO'>): Finding {
  if (protocol !== PROTOCOL) {
    return warn('protocol', `${server} speaks version ${protocol} of the protocol; pychat speaks ${PROTOCOL}`)
  }
  const missing = verbNames.filter((verb) => rowOf(verb).origin === 'ext' && !extensions.includes(verb))
  const others = missing.filter((verb) => verb !== 'SERVER-INFO')
  if (others.length === 0) return ok('protocol', `${server} speaks it, with all extensions`)
  const words = others.map((verb) => `${verb} (${rowOf(verb).summary})`).join(', ')
  return warn('protocol', `${server} speaks it, but lacks ${words}`)
}

async function measure(client: Client): Promise<Finding> {
  const times: number[] = []
  try {
    while (times.length < ROUNDS) {
      const began = performance.now()
      await client.serverInfo().catch((error) => {
        if (!isRefusal(error)) throw error
      })
      times.push(performance.now() - began)
    }
    return ok('round trip', `${shown(Math.min(...times))}, the best of ${ROUNDS}`)
  } catch (error) {
    return fail('round trip', error)
  }
}

async function examineLogin(
  client: Client,
  { origin, user }: Target,
  finding: Promise<Found>,
): Promise<Finding> {
  try {
    const { secret, place } = await finding
    if (!secret) return fail('credential', notLoggedIn(origin, user))
    const opened = await logIn(client, secret, origin)
    const who = opened?.user ?? secret.user
    const until = secret.expires === undefined ? '' : `, until ${secret.expires}`
    const found = `the ${secret.kind} from ${place} logs in${who === undefined ? '' : ` as ${who}`}${until}`
    const isEnding = Date.parse(secret.expires ?? '') - Date.now() < SOON
    return isEnding
      ? warn('credential', found, `pychat auth login ${who ?? 'NAME'}${serverFlag(origin)}`)
      : ok('credential', found)
  } catch (error) {
    return fail('credential', error)
  }
}

/** A credential that could not be tried. */
async function unused({ origin, user }: Target, finding: Promise<Found>): Promise<Finding> {
  try {
    const { secret, place } = await finding
    if (!secret) return fail('credential', notLoggedIn(origin, user))
    const whose = secret.user === undefined ? '' : ` of ${secret.user}`
    return skip('credential', `a ${secret.kind}${whose} is in ${place}; it could not be tried`)
  } catch (error) {
    return fail('credential', error)
  }
}

const shown = (milliseconds: number) =>
  milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`

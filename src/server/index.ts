import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../platform/make-folder.js'
import { DEFAULT_PORT } from '../protocol/limits.js'
import { schemes } from '../protocol/schemes.js'
import type { Services } from './context.js'
import { FileBytes, isStoredFile } from './file-bytes.js'
import { Handouts } from './handouts.js'
import { Hub } from './hub.js'
import { Journal } from './journal.js'
import { type Certificate, type ServerOptions, silent, withDefaults } from './options.js'
import { Passwords } from './passwords.js'
import { Places } from './places.js'
import { Ports } from './ports.js'
import { Purge } from './purge.js'
import { Quota } from './quota.js'
import { StoreError } from './store/store.js'
import { Throttle } from './throttle.js'
import { Turn } from './turn.js'

export {
  type Certificate,
  type HttpOptions,
  type LimitName,
  type Limits,
  type Log,
  limits,
  type ServerOptions,
} from './options.js'
export { StoreError } from './store/store.js'

/** A server that listens. */
export interface Server {
  readonly port: number
  readonly host: string
  /** Where it listens for TLS, if it does. */
  readonly tlsPort?: number
  readonly tlsHost?: string
  /** Shows newcomers at the TLS ports another certificate; throws what is wrong with it, and then the former one stays. */
  renew(certificate: Certificate): void
  /** Where HTTP is answered, if it is, and where inside TLS. */
  readonly httpPort?: number
  readonly httpsPort?: number
  /** Stops listening, answers what was read, closes the connections and the data. */
  close(): Promise<void>
}

/**
 * Starts a reference server.
 *
 * ```ts
 * const server = await startServer({ port: 0 })
 * // … tcp://127.0.0.1:${server.port}
 * await server.close()
 * ```
 *
 * @throws StoreError where the data directory cannot be used; the system's error where an address cannot be had, or where the
 * certificate and the key are no pair
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { data, port = DEFAULT_PORT, host = '127.0.0.1', tls, log = silent } = options
  const limits = withDefaults(options.limits)
  const { openSqliteStore } = await import('./store/sqlite/sqlite-store.js')
  if (data !== undefined) {
    makeDataFolder(data)
    await refuseOrphans(data)
  }
  const store = await openSqliteStore(data === undefined ? ':memory:' : join(data, 'pychat.db'))
  const files = new FileBytes(data === undefined ? undefined : join(data, 'files'), log)
  const journal = new Journal()
  const purge = new Purge(store, log)
  const services: Services = {
    store,
    journal,
    hub: new Hub(journal),
    handouts: new Handouts(store, journal),
    passwords: new Passwords(limits.maxPasswordQueue, options.passwordCost),
    throttle: new Throttle(options.loginThrottle ?? true),
    files,
    quota: new Quota(store, journal, limits),
    limits,
    log,
    purgeSoon: () => purge.soon(),
  }
  const turn = new Turn(store, journal)
  const places = new Places(limits)
  const ports = new Ports(services, turn, places)
  const gateway = options.http && new (await import('./http/gateway.js')).Gateway(services, turn, places)

  const closeData = async () => {
    // The last connections still have to leave.
    await turn.idle()
    purge.stop()
    try {
      store.close()
    } finally {
      await files.close()
    }
  }
  try {
    if (data !== undefined) {
      await sweep(files, data, (code) => store.hasFile(code))
      purge.soon()
    }
    const address = await ports.listen(port, host)
    const secure = tls && (await ports.listenSecurely(tls, { port: schemes.tls.port, host }))
    const addresses = {
      ...address,
      ...(secure && { tlsPort: secure.port, tlsHost: secure.host }),
      ...(await gateway?.listen(address.host, {
        ...options.http,
        tls: tls && { ...tls, host: secure!.host },
      })),
    }
    log.info({ ...addresses, data: data ?? 'memory' }, 'listening')
    const close = async () => {
      await Promise.all([ports.close(), gateway?.close()])
      await closeData()
      log.info({}, 'closed')
    }
    let closed: Promise<void> | undefined
    return {
      ...addresses,
      renew(certificate) {
        ports.renew(certificate)
        gateway?.renew(certificate)
      },
      close: () => (closed ??= close()),
    }
  } catch (error) {
    await Promise.all([ports.close(), gateway?.close()])
    await closeData()
    throw error
  }
}

/** Files without their database are what a bad copy leaves: a new database would tell of none, and all would be swept. */
async function refuseOrphans(data: string): Promise<void> {
  const { size } = await stat(join(data, 'pychat.db')).catch(() => ({ size: 0 }))
  if (size > 0) return
  const names = await readdir(join(data, 'files')).catch(() => [])
  if (!names.some(isStoredFile)) return
  throw new StoreError(
    'damaged',
    `${data} holds files, but their database pychat.db is empty or missing; nothing was changed: restore it from a copy, or choose another --data directory`,
  )
}

async function sweep(files: FileBytes, data: string, isKept: (code: string) => boolean): Promise<void> {
  try {
    await files.sweep(isKept)
  } catch (cause) {
    throw new StoreError('unusable', `${join(data, 'files')} cannot be used: ${(cause as Error).message}`, {
      cause,
    })
  }
}

function makeDataFolder(data: string): void {
  try {
    makeFolder(data)
  } catch (cause) {
    throw new StoreError(
      'unusable',
      `the data directory ${data} cannot be made: ${(cause as Error).message}`,
      { cause },
    )
  }
}

import type { TLSSocket } from 'node:tls'
import { Agent, buildConnector, EnvHttpProxyAgent, fetch } from 'undici'
import type { TlsOptions } from '../transport.js'
import { distrust } from '../transports/distrust.js'
import { trust } from '../transports/trust.js'
import type { Fetch, Web } from './fetch.js'

interface Options {
  /** How long a connection may take to be made, in milliseconds. */
  readonly timeout: number
  readonly tls?: TlsOptions | undefined
}

/**
 * undici's `fetch` over connections that are kept and used for one request at a time, through the proxy that HTTP_PROXY,
 * HTTPS_PROXY and NO_PROXY name. This machine itself is asked without one.
 */
export function openWeb(url: URL, { timeout, tls = {} }: Options): Web {
  const secureContext = url.protocol === 'https:' ? trust(tls) : undefined
  const settings: Agent.Options = {
    connect: secureContext
      ? checked(buildConnector({ timeout, ...unchecked(secureContext) }), url.host, tls)
      : { timeout },
    pipelining: 1,
    // Silence is judged by who waits: each request has a deadline, and a stream of events may be still for long.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const requestTls = { timeout, secureContext, rejectUnauthorized: !tls.insecure }
  const hasProxy = !isLoopback(url.hostname) && PROXIES.some((name) => process.env[name])
  const dispatcher = hasProxy
    ? new EnvHttpProxyAgent({ ...settings, ...(secureContext && { requestTls }) })
    : new Agent(settings)
  return {
    hasProxy,
    fetch: (url, init) => fetch(url, { ...init, dispatcher }) as ReturnType<Fetch>,
    close: () => dispatcher.destroy(),
  }
}

/** A resumed session would not be checked against the host. */
const unchecked = (secureContext: ReturnType<typeof trust>) => ({
  secureContext,
  rejectUnauthorized: false,
  maxCachedSessions: 0,
})

/** Refuses a certificate that is not trusted while it can still be named. */
const checked =
  (connect: buildConnector.connector, host: string, { insecure }: TlsOptions): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...[error, connected]) => {
      if (error) return callback(error, null)
      const socket = connected as TLSSocket
      if (insecure || socket.authorized) return callback(null, socket)
      const refused = distrust(socket, host)
      socket.on('error', () => {}).destroy()
      callback(refused, null)
    })

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']

const isLoopback = (host: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)

import type { EnvHttpProxyAgent } from 'undici'
import type { TlsOptions } from '../transport.js'
import type { Fetch, Web } from './fetch.js'

interface Options {
  /** How long a connection may take to be made, in milliseconds. */
  readonly timeout: number
  readonly tls?: TlsOptions | undefined
}

/**
 * undici's `fetch` over connections that are kept and used one request at a time, through the proxy that HTTP_PROXY,
 * HTTPS_PROXY and NO_PROXY name. What is on this machine is asked without one.
 */
export async function openWeb(url: URL, { timeout, tls }: Options): Promise<Web> {
  // Whoever speaks no HTTP never loads it.
  const { Agent, EnvHttpProxyAgent, fetch } = await import('undici')
  const connect = {
    timeout,
    ...(tls?.ca && { ca: tls.ca }),
    ...(tls?.insecure && { rejectUnauthorized: false }),
  }
  const options: EnvHttpProxyAgent.Options = {
    connect,
    requestTls: connect,
    pipelining: 1,
    // Silence is judged by who waits: each request has a deadline, and a stream of events may be still for long.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const dispatcher = isLoopback(url.hostname) ? new Agent(options) : new EnvHttpProxyAgent(options)
  return {
    fetch: (url, init) => fetch(url, { ...init, dispatcher }) as ReturnType<Fetch>,
    close: () => dispatcher.destroy(),
  }
}

const isLoopback = (host: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)

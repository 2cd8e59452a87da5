import type { Fetch } from './webhook-target.js'

/**
 * A fetch that keeps its connections and goes through the proxies of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY).
 * It is loaded only now: to load it takes as long as all else of a command.
 */
export async function undiciFetch(): Promise<{ fetch: Fetch; close: () => Promise<void> }> {
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const dispatcher = new EnvHttpProxyAgent()
  return {
    fetch: ((url, init) => fetch(url, { ...init, dispatcher })) as Fetch,
    close: () => dispatcher.destroy(),
  }
}

import { ChatError } from '../chat-error.js'
import type { WebResponse } from './fetch.js'

/**
 * Where an answer redirects a request to, undefined where it does not. Credentials go along, so only places of the same
 * origin count, and only redirects that keep the request what it is.
 *
 * @throws ChatError `protocol`
 */
export function redirected(url: URL, method: string, { status, headers }: WebResponse): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = headers.get('location') ?? ''
  if (!URL.canParse(location, url.href)) throw new ChatError('protocol', `${url.host} redirects to nowhere`)
  const to = new URL(location, url)
  if (to.origin !== url.origin) {
    const words = `${url.host} redirects to ${to.origin}: give that address where you trust it`
    throw new ChatError('protocol', words)
  }
  if (method !== 'GET' && status < 307) {
    throw new ChatError('protocol', `${url.host} answers ${status} to a ${method}, which would make it a GET`)
  }
  return to
}

import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { ChatError } from '../chat-error.js'
import { discard } from './body.js'
import { broken, isReset } from './fault.js'
import type { Fetch, WebResponse } from './fetch.js'
import { isProblem, type Problem, problemOf } from './problem.js'
import { redirected } from './redirect.js'
import { type Obstacle, retryAfterOf, retryDelay } from './retry.js'

/** A request to be made. */
export interface Call {
  readonly method: string
  /** Below the base, percent-encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | AsyncIterable<Uint8Array>
  /** Made twice it has the effect of once. */
  readonly isRepeatable: boolean
  readonly signal: AbortSignal
}

/** What one try came to. */
type Outcome<T> =
  | { readonly answer: T | Problem; readonly obstacle?: Obstacle | undefined }
  | { readonly error: unknown; readonly obstacle?: Obstacle | undefined }

/** What stands between client and server may say so: it is there, and the server is not. */
const UNAVAILABLE: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])
const MOST_REDIRECTS = 5

/** Makes requests below one base, again where that is safe, and follows redirects that stay with the server. */
export class Caller {
  /** The server's host, for words. */
  readonly host: string
  readonly #base: URL
  readonly #fetch: Fetch
  readonly #patience: number

  /**
   * @param base ends with a slash
   * @param patience how long a request may be made again and again, in milliseconds
   */
  constructor(base: URL, fetch: Fetch, patience: number) {
    this.#base = base
    this.host = base.host
    this.#fetch = fetch
    this.#patience = patience
  }

  /**
   * Answers what `read` makes of a success, or the server's refusal. `read` may be asked again where the connection
   * breaks while it reads. Rejects with a ChatError `disconnected`, `untrusted` or `protocol`, or with what `fetch` threw
   * because the signal fired; where it fires later on, the outcome of the last try counts.
   */
  async call<T>(call: Call, read: (response: WebResponse) => Promise<T>): Promise<T | Problem> {
    const due = performance.now() + this.#patience
    let outcome = await this.#attempt(call, read)
    for (let failures = 0; outcome.obstacle && isWhole(call.body); failures++) {
      const { isRepeatable, signal } = call
      const left = due - performance.now()
      const delay = retryDelay({ ...outcome.obstacle, isRepeatable, failures, left })
      if (delay === undefined) break
      try {
        await sleep(delay, undefined, { signal })
        outcome = await this.#attempt(call, read)
      } catch {
        break
      }
    }
    if ('error' in outcome) throw outcome.error
    // A turn later the connection is free for the next request, and events that came before the answer are read.
    await turn()
    return outcome.answer
  }

  async #attempt<T>(call: Call, read: (response: WebResponse) => Promise<T>): Promise<Outcome<T>> {
    try {
      const response = await this.#follow(call)
      const { status, headers } = response
      const retryAfter = retryAfterOf(headers)
      if (status >= 200 && status < 300) return { answer: await read(response) }
      if (isProblem(response)) {
        const answer = await problemOf(response)
        return answer.code === 'busy' ? { answer, obstacle: { isDefinite: true, retryAfter } } : { answer }
      }
      await discard(response)
      const what = `${this.host} answers ${status}, which is no answer of a py-chat server`
      if (!UNAVAILABLE.has(status)) return { error: new ChatError('protocol', what) }
      return { error: new ChatError('disconnected', what), obstacle: { isDefinite: false, retryAfter } }
    } catch (error) {
      if (call.signal.aborted) throw error
      return { error: broken(this.host, error), ...(isReset(error) && { obstacle: { isDefinite: false } }) }
    }
  }

  /** Makes the request, and again at each place that it is redirected to. */
  async #follow({ method, path, query, headers, body, signal }: Call): Promise<WebResponse> {
    let url = new URL(path, this.#base)
    url.search = String(new URLSearchParams(query))
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await this.#fetch(url, {
        method,
        // A length that is told would be that of what was compressed.
        headers: { 'accept-encoding': 'identity', ...headers },
        ...(isWhole(body) ? { body: body ?? null, redirect: 'manual' } : { body, ...ONCE }),
        signal,
      })
      const next = redirected(url, method, response)
      if (!next) return response
      await discard(response)
      url = next
    }
    throw new ChatError('protocol', `${this.host} redirects in circles`)
  }
}

/** Whether a request can be made again as it was: a stream is used up. */
const isWhole = (body: Call['body']): body is string | undefined => typeof body !== 'object'

/** What keeps `fetch` from holding on to all of a stream, for a redirect that might come. */
const ONCE = { duplex: 'half', redirect: 'error', window: null } as const

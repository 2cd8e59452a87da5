import { Deadline } from '../../client/deadline.js'
import { onAbort } from '../../client/on-abort.js'
import { retryAfter } from '../../client/retry-after.js'
import type { Delivery } from './delivery.js'
import { type Keys, signature } from './signature.js'
import type { WebhookUrl } from './webhook-url.js'

/** What came of one try. */
export type Outcome =
  | { readonly type: 'delivered' }
  /** The receiver will not have it, however often it is sent. */
  | { readonly type: 'refused'; readonly why: string }
  /** The receiver wants no more of anything (410). */
  | { readonly type: 'gone' }
  /** Another try may do, after so many milliseconds if the receiver said so. */
  | { readonly type: 'failed'; readonly why: string; readonly wait?: number | undefined }

/** As much of `fetch` as is used here. */
export type Fetch = (
  url: string,
  init: {
    method: 'POST'
    headers: Record<string, string>
    body: string
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: ReadableStream<Uint8Array> | null
}>

/** How long a receiver may take to answer, in milliseconds. */
const ANSWER_WITHIN = 15_000
/** As much of an answer's body is read, for the sake of the connection, and thrown away. */
const MOST_BODY = 64 * 1024
/** What fetch says of ports that belong to other protocols, such as 6667. */
const BAD_PORT = 'bad port'
/** What passes beside 5xx. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/** The receiver of a webhook. */
export class WebhookTarget {
  readonly #url: WebhookUrl
  readonly #keys: Keys
  readonly #fetch: Fetch
  readonly #within: number

  constructor(of: { url: WebhookUrl; keys: Keys; fetch: Fetch; within?: number }) {
    this.#url = of.url
    this.#keys = of.keys
    this.#fetch = of.fetch
    this.#within = of.within ?? ANSWER_WITHIN
  }

  /** What may be shown of the address. */
  get shown(): string {
    return this.#url.shown
  }

  /** Posts it once, signed for this moment. Never rejects; `signal` gives the try up. */
  async post({ id, body }: Delivery, signal: AbortSignal): Promise<Outcome> {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'pychat',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature(this.#keys, { id, timestamp, body }),
    }
    const attempt = new AbortController()
    let isLate = false
    const deadline = new Deadline(this.#within, () => {
      isLate = true
      attempt.abort()
    })
    const forget = onAbort(signal, () => attempt.abort())
    deadline.start()
    try {
      const {
        status,
        headers: answer,
        body: rest,
      } = await this.#fetch(this.#url.href, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: attempt.signal,
      })
      await discard(rest)
      return outcomeOf(status, answer.get('retry-after'))
    } catch (error) {
      const why = isLate ? `no answer within ${this.#within / 1000} s` : reason(error)
      return { type: why === BAD_PORT ? 'refused' : 'failed', why }
    } finally {
      deadline.stop()
      forget()
    }
  }
}

function outcomeOf(status: number, after: string | null): Outcome {
  const why = `HTTP ${status}`
  if (status >= 200 && status < 300) return { type: 'delivered' }
  if (status === 410) return { type: 'gone' }
  if (status >= 500 || PASSING.has(status)) return { type: 'failed', why, wait: retryAfter(after) }
  return { type: 'refused', why: status < 400 ? `${why}, a redirect, which is not followed` : why }
}

/** The status is all that counts: what the rest of the answer does, changes nothing. */
async function discard(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body) return
  const reader = body.getReader()
  try {
    for (let bytes = 0; bytes <= MOST_BODY; ) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
    }
    await reader.cancel()
  } catch {}
}

/** fetch says only that it failed; the cause behind it says why. */
function reason(error: unknown): string {
  const { cause, message } = error as Error
  const { code, message: words } = (cause ?? {}) as { code?: string; message?: string }
  return WORDS[code ?? ''] ?? (words || message)
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it broke the connection',
  UND_ERR_SOCKET: 'it broke the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it cannot be reached in time',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
}

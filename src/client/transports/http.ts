import { setMaxListeners } from 'node:events'
import { fits } from '../../protocol/shape.js'
import { verbs } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import { Deadline } from '../deadline.js'
import { jsonOf, typeOf } from '../http/body.js'
import { Caller } from '../http/caller.js'
import { Dialogue } from '../http/dialogue.js'
import { broken, codeOf, reasonOf } from '../http/fault.js'
import type { Fetch, Web } from '../http/fetch.js'
import { Incoming } from '../http/incoming.js'
import { Outgoing } from '../http/outgoing.js'
import { Problem } from '../http/problem.js'
import { Visit } from '../http/visit.js'
import { openWeb } from '../http/web.js'
import { onAbort } from '../on-abort.js'
import type { OpenOptions, Transport } from '../transport.js'
import { aborted, advice, late, unreachable } from './dial.js'

/** The longest SERVER-INFO that is read, in bytes. */
const MOST = 64 * 1024

interface HttpOptions extends OpenOptions {
  /** What makes the requests in undici's place: for tests, which see to its connections themselves. */
  readonly fetch?: Fetch
}

/**
 * Opens `http://host[:port][/path]` or `https://…`: a gateway that says the same verbs over HTTP (HTTP-1), below that
 * path. Nothing stays connected, so the connection is one in what it means: a session that ends with it, hand-outs that
 * the next line settles, events between replies. The greeting is this side's own.
 *
 * The timeout bounds the connecting, and later on how long a request is tried again. Rejects with a ChatError also where
 * what answers is no gateway (`protocol`).
 */
export async function openHttp(url: URL, { timeout, signal, tls, fetch }: HttpOptions): Promise<Transport> {
  if (signal?.aborted) throw aborted(signal.reason)
  const web: Web = fetch ? { fetch, hasProxy: false, close: async () => {} } : openWeb(url, { timeout, tls })
  const base = new URL(url)
  base.username = base.password = base.search = base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  const caller = new Caller(base, web.fetch, timeout)
  const abort = new AbortController()
  const forget = onAbort(signal, () => abort.abort())
  const deadline = new Deadline(timeout, () => abort.abort())
  deadline.start()
  try {
    return new HttpTransport(caller, web, await knock(caller, abort.signal))
  } catch (error) {
    await web.close()
    if (signal?.aborted) throw aborted(signal.reason)
    throw error instanceof ChatError ? obstacle(url, web, error) : late(url.host, timeout)
  } finally {
    deadline.stop()
    forget()
  }
}

/** Asks what is there. */
async function knock(caller: Caller, signal: AbortSignal): Promise<string | Problem> {
  return caller.call({ method: 'GET', path: 'server', isRepeatable: true, signal }, async (response) => {
    const info = typeOf(response) === 'application/json' ? await jsonOf(response, MOST) : undefined
    if (!fits(verbs['SERVER-INFO'].value, info)) {
      throw new ChatError('protocol', `${caller.host} answers, but is no py-chat server: check the address`)
    }
    return `${info.server} over HTTP: log in with AUTH-LOGIN or register with AUTH-REGISTER`
  })
}

class HttpTransport implements Transport {
  readonly translation: Dialogue
  readonly #incoming = new Incoming()
  readonly #outgoing = new Outgoing()
  readonly #abort = new AbortController()
  readonly #visit: Visit
  readonly #web: Web
  readonly #host: string

  constructor(caller: Caller, web: Web, greeting: string | Problem) {
    const { signal } = this.#abort
    // Each request listens to it until it is collected. With 0 for no limit undici would fail on Node 20.
    setMaxListeners(Number.POSITIVE_INFINITY, signal)
    const lost = (error: unknown) => this.#drop(error)
    this.#web = web
    this.#host = caller.host
    this.#visit = new Visit(caller, signal, lost)
    this.translation = new Dialogue({
      ...{ visit: this.#visit, incoming: this.#incoming, outgoing: this.#outgoing },
      ...{ signal, lost },
    })
    void this.#run(greeting)
  }

  get received(): AsyncIterable<Buffer> {
    return this.#incoming.received
  }

  send(bytes: string | Uint8Array): Promise<void> {
    return this.#outgoing.push(bytes)
  }

  end(): void {
    this.#outgoing.end()
  }

  close(): void {
    this.#drop()
  }

  reset(): void {
    this.#drop()
  }

  async #run(greeting: string | Problem): Promise<void> {
    try {
      const isRefused = greeting instanceof Problem
      await this.#incoming.inTurn((put) => put(isRefused ? `${greeting.line}\n` : `success ${greeting}\n`))
      if (!isRefused) await this.translation.run()
      this.#outgoing.end()
      await this.#visit.leave()
      this.#drop(undefined, 'read')
    } catch (error) {
      this.#drop(error)
    }
  }

  /** Ends everything that is under way, and then the session. */
  #drop(error?: unknown, waiting: 'drop' | 'read' = error === undefined ? 'drop' : 'read'): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    this.#outgoing.end()
    if (waiting === 'drop') this.#incoming.drop()
    this.#incoming.end(error === undefined ? undefined : broken(this.#host, error))
    void this.#visit.leave().then(() => this.#web.close())
  }
}

/** Why no connection can be made there. */
function obstacle({ host, protocol }: URL, { hasProxy }: Web, error: ChatError): ChatError {
  if (error.code !== 'disconnected') return error
  const { cause } = error
  const reason = cause === undefined ? error.message : reasonOf(cause)
  if (hasProxy) return unreachable(host, `${reason}, and the environment names a proxy`, error)
  if (reason === 'bad port') {
    return unreachable(host, 'browsers ask nothing of this port, and neither do we: use another', error)
  }
  return unreachable(host, advice[reason] ?? mistaken(protocol, host, codeOf(cause)) ?? reason, error)
}

/** What is there, where it is something else. */
function mistaken(protocol: string, host: string, code = ''): string | undefined {
  if (code === 'HTTPParserError' || code.startsWith('HPE_'))
    return `the server there does not speak HTTP: is it tcp://${host}?`
  if (protocol === 'https:' && code.startsWith('ERR_SSL_'))
    return `the server there does not speak TLS as we do (${code}): is it http://${host}?`
  return undefined
}

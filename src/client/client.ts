import { refusals } from '../protocol/refusals.js'
import type { ChatEvent } from '../protocol/reply.js'
import {
  type ArgumentsOf,
  type DownloadVerb,
  type PlainVerb,
  rowOf,
  type UploadVerb,
  type Verb,
} from '../protocol/verbs.js'
import { ChatError } from './chat-error.js'
import { type Download, download } from './download.js'
import type { Reply, RequestOptions } from './exchange.js'
import { openTransport } from './open-transport.js'
import { checkLine, requestLine, verbOf } from './request-line.js'
import { type Success, success } from './success.js'
import type { TlsOptions, Transport } from './transport.js'
import { type Source, type UploadOptions, upload } from './upload.js'
import { type Requests, type VerbMethods, verbMethods } from './verb-methods.js'
import { type Trace, Wire } from './wire.js'

export interface ConnectOptions {
  /** In milliseconds, for connecting, for each reply, and in a transfer for the longest silence; 10 s by default. */
  readonly timeout?: number | undefined
  /** Gives up the connecting and, later on, the connection with all that is asked over it. */
  readonly signal?: AbortSignal | undefined
  /** Is shown each line of the wire; passwords and tokens are masked, a file's bytes are a count. */
  readonly trace?: Trace | undefined
  /** Whom to trust at a tls:// or https:// address, beside the system's authorities. */
  readonly tls?: TlsOptions | undefined
  /** The longest argument in code points to be sent at all (LINE-4). By default the server judges. */
  readonly limit?: number | undefined
}

/** A connection to a server, with one method a verb. It fails with ChatErrors, and passes on what an upload's source throws. */
export type Client = Connection & VerbMethods

/**
 * Connects to a server at `tcp://host[:port]`, `tls://host[:port]`, `http://host[:port][/path]` or `https://…`. Resolves
 * once connected: the greeting is not waited for, and requests may follow at once.
 *
 * @example
 * const client = await connect('tcp://localhost:8000')
 * await client.authLogin({ name: 'modis', password: 'passmodis' })
 * await client.chatPrivateSend({ name: 'budi', message: 'halo' })
 * await client.close()
 * @throws ChatError `unreachable`, `untrusted`, `aborted`, or `protocol` where something else answers over HTTP
 */
export async function connect(address: string | URL, options: ConnectOptions = {}): Promise<Client> {
  const { timeout = 10_000, signal, tls } = options
  const transport = await openTransport(address, { timeout, signal, tls })
  return new Connection(transport, { ...options, timeout }) as Client
}

class Connection implements Requests {
  /** The server's first line, whatever it says (LINE-2). Rejects where none comes within the timeout. */
  readonly greeting: Promise<string>
  /** Resolves when the connection is over, however it ended. What is asked afterwards fails with the reason. */
  readonly closed: Promise<void>
  readonly #wire: Wire
  readonly #timeout: number
  readonly #limit: number

  constructor(transport: Transport, options: ConnectOptions & { timeout: number }) {
    this.#wire = new Wire(transport, options)
    this.#timeout = options.timeout
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY
    this.greeting = this.#wire.greeting.line
    this.closed = this.#wire.closed
  }

  /**
   * Asks for a verb; requests are pipelined and answered in order. Rejects with a ChatError: the server's refusal by
   * its code (`refused` where it has none), `malformed`, `bad-argument` or `argument-too-long` with nothing sent, or
   * what happened to the connection. A request that is given up after it was sent (`timeout`, `aborted`) ends the
   * connection, since the replies behind could not be told apart any more.
   */
  request<V extends PlainVerb>(verb: V, args: ArgumentsOf<V>, options?: RequestOptions): Promise<Success<V>> {
    return this.#ask(
      () => this.#line(verb, args, undefined),
      (reply) => success(verb, reply),
      options,
    )
  }

  /** Sends any one line as a request; resolves with the message of its `success`. Not for verbs that carry bytes. */
  send(line: string, options?: RequestOptions): Promise<Reply> {
    const checked = () => {
      checkLine(line)
      const verb = verbOf(line)
      if (verb) checkBytes(verb, undefined)
      return line
    }
    return this.#ask(checked, (reply) => reply, options)
  }

  /**
   * Sends a file of exactly `args.size` bytes. Waits for the replies before it and holds back the requests behind
   * it. What goes wrong after the first byte (also an error of the source, which is passed on) resets the connection.
   */
  async upload<V extends UploadVerb>(
    verb: V,
    args: ArgumentsOf<V>,
    source: Source,
    options: UploadOptions = {},
  ): Promise<Success<V>> {
    const line = this.#line(verb, args, 'upload')
    const { size } = args as ArgumentsOf<UploadVerb>
    if (!Number.isSafeInteger(size) || size < 1) throw new ChatError('bad-size', refusals['bad-size'].words)
    const { progress } = options
    return success(verb, await upload(this.#wire, { ...this.#limits(options), line, size, source, progress }))
  }

  /** Asks for a file. Resolves when it begins to come; requests behind it wait until its bytes were taken. */
  async download<V extends DownloadVerb>(
    verb: V,
    args: ArgumentsOf<V>,
    options?: RequestOptions,
  ): Promise<Download<V>> {
    const line = this.#line(verb, args, 'download')
    return download(this.#wire, verb, { ...this.#limits(options), line })
  }

  /**
   * What the server pushes from this call on (NOTIF-2), until the connection ends. Each call has a queue of its own;
   * where its consumer is slow, events are lost beyond 4 Mi characters, and `{type: 'lagged', dropped}` says so.
   */
  events(): AsyncIterableIterator<ChatEvent, undefined> {
    return this.#wire.events()
  }

  /** Waits for the replies to what was asked, ends our side and waits for the server's end; bounded by `timeout`. */
  close(): Promise<void> {
    return this.#wire.close()
  }

  /** Breaks the connection, so that the server sees a reset. */
  reset(): void {
    this.#wire.end(new ChatError('disconnected', 'the connection was reset by this side'), 'reset')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #ask<T>(line: () => string, read: (reply: Reply) => T, options: RequestOptions | undefined): Promise<T> {
    // What is thrown in here rejects.
    return new Promise((resolve, reject) => {
      const accept = (reply: Reply) => {
        resolve(read(reply))
        return undefined
      }
      this.#wire.submit({ line: line(), ...this.#limits(options), accept, reject })
    })
  }

  #line<V extends Verb>(verb: V, args: ArgumentsOf<V>, bytes: 'upload' | 'download' | undefined): string {
    const line = requestLine(verb, args, this.#limit)
    checkBytes(verb, bytes)
    return line
  }

  #limits({ timeout = this.#timeout, signal }: RequestOptions = {}) {
    return { timeout, signal }
  }
}

Object.assign(Connection.prototype, verbMethods)

/** A verb asked in the wrong way would leave bytes on the wire that are then taken for lines. */
function checkBytes(verb: Verb, bytes: 'upload' | 'download' | undefined): void {
  const way = rowOf(verb).bytes
  if (way !== bytes)
    throw new ChatError('bad-argument', `${verb} is not asked so, but by ${way ?? 'request'}()`)
}

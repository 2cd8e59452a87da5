import type { ServerLine } from '../protocol/reply.js'
import { ChatError, type FailureCode } from './chat-error.js'
import { Deadline } from './deadline.js'
import type { IncomingFile } from './incoming-file.js'
import { onAbort } from './on-abort.js'

/** A `success` line, read. */
export type Reply = Extract<ServerLine, { type: 'success' }>

/** What the caller of one request may set. */
export interface RequestOptions {
  /** In milliseconds, from when the request is sent to its reply; in a transfer, the longest silence. */
  readonly timeout?: number | undefined
  /** Gives the request up. Where it was sent already, that ends the connection. */
  readonly signal?: AbortSignal | undefined
}

/** A request on its way, and what becomes of its reply. */
export interface Request extends RequestOptions {
  /** The line, without its end. */
  readonly line: string
  readonly timeout: number
  /** Bytes go along: the request waits for all replies before it and holds back all requests behind it (FILE-1). */
  readonly transfer?: boolean
  /** Takes the `success`, at once; returns the file whose bytes follow it, if any. */
  readonly accept: (reply: Reply) => IncomingFile | undefined
  readonly reject: (error: unknown) => void
}

/** One request from the call to its reply, or to the reason why there will be none. It settles once. */
export class Exchange {
  readonly request: Request
  /** The time in which the server has to answer. */
  readonly deadline: Deadline
  /** Whether the server may have seen it: what was never sent surely had no effect. */
  sent = false
  settled = false
  readonly #forget: () => void

  /** @param givenUp is told when time or the caller's patience ran out; the exchange has settled by then. */
  constructor(request: Request, givenUp: (error: ChatError) => void) {
    this.request = request
    const giveUp = (code: FailureCode, words: string, cause?: unknown) => {
      const error = this.error(code, words, cause)
      this.fail(error)
      givenUp(error)
    }
    this.deadline = new Deadline(request.timeout, () => {
      giveUp('timeout', `the server did not answer within ${request.timeout} ms`)
    })
    this.#forget = onAbort(request.signal, (reason) => giveUp('aborted', 'given up by the caller', reason))
  }

  accept(reply: Reply): IncomingFile | undefined {
    return this.#settle() ? this.request.accept(reply) : undefined
  }

  fail(error: unknown): void {
    if (this.#settle()) this.request.reject(error)
  }

  /** The error to fail with: definite where the request was not sent. */
  error(code: FailureCode, words: string, cause?: unknown): ChatError {
    return new ChatError(code, words, {
      ...(cause !== undefined && { cause }),
      ...(!this.sent && { definite: true }),
    })
  }

  #settle(): boolean {
    if (this.settled) return false
    this.settled = true
    this.deadline.stop()
    this.#forget()
    return true
  }
}

import { type RefusalCode, refusals } from '../protocol/refusals.js'

/** What can go wrong on the client's side of the wire, beside the server's refusals. */
export const failures = {
  /** `failed` without a code of the table: the message is the server's whole cause (REPLY-3). */
  refused: { definite: false },
  /** No connection could be made. */
  unreachable: { definite: true },
  /** Who answers cannot show that it is the server. */
  untrusted: { definite: true },
  /** The connection ended before the reply. */
  disconnected: { definite: false },
  /** No reply in time. */
  timeout: { definite: false },
  /** What the server sent breaks the protocol. */
  protocol: { definite: false },
  /** The caller's AbortSignal fired. */
  aborted: { definite: false },
} as const satisfies Record<string, { definite: boolean }>

/** A code that a ChatError may carry. */
export type FailureCode = RefusalCode | keyof typeof failures

/**
 * The one error that the client throws. `definite` says whether the request surely had no effect, so that it may be
 * sent again; `message` is the cause in words.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly definite: boolean

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions & { definite?: boolean },
  ) {
    super(message, options)
    this.definite =
      options?.definite ??
      (code in refusals ? refusals[code as RefusalCode] : failures[code as keyof typeof failures]).definite
  }
}

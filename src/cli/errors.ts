import { type FailureCode, failures } from '../client/chat-error.js'
import { type RefusalCode, refusals } from '../protocol/refusals.js'

/** What can go wrong in the command itself, beside the server's refusals and the client's failures. */
const localFailures = {
  /** Flags or arguments that no server would take. */
  usage: { definite: true },
  /** An argument is longer than this server takes (LINE-4). */
  'over-limit': { definite: true },
  /** A local file that cannot be read or written, or exists already. */
  'local-file': { definite: true },
  /** The store of credentials cannot be read or written. */
  'credential-store': { definite: true },
  /** A config file that cannot be used as it is, or names what is not there. */
  config: { definite: true },
  /** Standard output takes no more. */
  output: { definite: false },
  /** Nobody is logged in at this server. */
  'no-credential': { definite: true },
  /** The login was refused by a server that names no code. */
  'login-refused': { definite: true },
  /** A question would have to be asked, and none may be. */
  'input-needed': { definite: true },
  /** Less came than was asked for. */
  fewer: { definite: false },
  /** A command that was run for an event failed. */
  'command-failed': { definite: false },
  /** Events did not reach a webhook. */
  'webhook-failed': { definite: false },
  /** A rule of a scenario does not hold. */
  'rule-broken': { definite: false },
  /** A mistake in pychat. */
  bug: { definite: false },
} as const satisfies Record<string, { definite: boolean }>

/** A code that an error of the command line may carry. */
export type ErrorCode = FailureCode | keyof typeof localFailures

/** A failure as a command tells it: what happened, and in `hint` what to type next. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly hint: string | undefined
  /** Whether the request surely had no effect. */
  readonly definite: boolean

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { hint?: string | undefined; definite?: boolean } = {},
  ) {
    super(message, options)
    this.hint = options.hint
    this.definite = options.definite ?? isDefinite(code)
  }
}

/** Bad flags or arguments (exit 2). */
export class UsageError extends CliError {
  constructor(message: string, options?: ErrorOptions & { hint?: string | undefined }) {
    super('usage', message, options)
  }
}

function isDefinite(code: ErrorCode): boolean {
  if (code in localFailures) return localFailures[code as keyof typeof localFailures].definite
  if (code in failures) return failures[code as keyof typeof failures].definite
  return refusals[code as RefusalCode].definite
}

import { ChatError } from '../client/chat-error.js'
import { CredentialStoreError } from '../credentials/credential-store.js'
import { CliError, type ErrorCode } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { safe } from './hostile-text.js'
import { OutputError, toJson } from './output.js'

/** What to do next, where the error itself names nothing better. */
const hints: Partial<Record<ErrorCode, string>> = {
  'not-authorized': 'pychat auth login NAME',
  'bad-token': 'pychat auth login NAME',
  'wrong-password': 'pychat auth login NAME',
  'no-credential': 'pychat auth login NAME',
  'too-many-attempts': 'wait a minute before the next try',
  'name-taken': 'choose another name',
  'unknown-user': 'check the spelling of the name: case matters',
  'unknown-group': 'pychat group get',
  'not-member': 'pychat group join CODE',
  'not-admin': 'pychat group members CODE tells who is',
  'already-member': 'pychat group get',
  'not-contact': 'pychat contact get',
  'already-contact': 'pychat contact get',
  'unknown-keyword': 'pychat info tells what this server can do',
  'quota-exceeded': 'pychat file delete CODE',
  busy: 'try again in a moment',
  unreachable: 'name another server with --server',
  untrusted: 'openssl x509 -in FILE -noout -fingerprint -sha256, at the server, for comparison',
  timeout: 'allow more time, like --timeout 1m',
  protocol: 'look at the wire with --trace',
  bug: 'run it again with PYCHAT_DEBUG=1 and report what it prints',
}

/** An error as --json shows it. */
export interface Report {
  readonly code: ErrorCode
  readonly exit: number
  readonly message: string
  readonly definite: boolean
  /** What to do next; null where nobody knows. */
  readonly hint: string | null
}

/** The one place where an error becomes an exit code and words (rules 1 and 2 of the command line). */
export function describeError(error: unknown): Report {
  if (error instanceof CliError || error instanceof ChatError) {
    const { code, definite } = error
    const message = code === 'aborted' && error instanceof ChatError ? 'interrupted' : error.message
    const hint = (error instanceof CliError ? error.hint : undefined) ?? hints[code] ?? null
    return { code, exit: exitCodes[code], message, definite, hint }
  }
  if (error instanceof OutputError) return describeError(new CliError('output', error.message))
  if (error instanceof CredentialStoreError) {
    return describeError(new CliError('credential-store', error.message, { hint: error.hint }))
  }
  return describeError(
    new CliError('bug', error instanceof Error ? error.message || error.name : String(error)),
  )
}

/** Writes an error to stderr, as one line of JSON or for a person, and returns the exit code. */
export function reportError(
  error: unknown,
  json: boolean,
  write: (text: string) => void,
  debug = false,
): number {
  const silent = silentExit(error)
  if (silent !== undefined) return silent
  const { code, exit, message, definite, hint } = describeError(error)
  if (json) {
    write(`${toJson({ error: { code, exit, message, definite, hint } })}\n`)
  } else if (!readerHasGone(error)) {
    write(`pychat: ${safeLines(message)}\n${hint ? `  try: ${safe(hint)}\n` : ''}`)
  }
  if (debug && error instanceof Error) write(`${safeLines(error.stack ?? '')}\n`)
  return exit
}

/** `--json` before any `--`, whatever the command: it may not exist. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json')
}

/** Whether oclif only wants the process to end, as after `--help`. */
export const isSilentExit = (error: unknown): boolean => silentExit(error) !== undefined

function silentExit(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIT') return undefined
  return (error as { oclif?: { exit?: number } }).oclif?.exit ?? 0
}

/** `pychat … | head` is nothing to complain about. */
const readerHasGone = (error: unknown) => error instanceof OutputError && error.code === 'EPIPE'

const safeLines = (text: string) => text.split('\n').map(safe).join('\n')

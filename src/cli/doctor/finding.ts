import { describeError } from '../report-error.js'

/** What a check found, in words without a secret. */
export interface Finding {
  readonly check: string
  /** `skip` is what could not be looked at. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip'
  readonly found: string
  /** What to type next; null where nothing needs to be done, or nobody knows. */
  readonly next: string | null
  /** The exit code that a command would meet it with; 0 unless it failed. */
  readonly exit: number
}

export const ok = (check: string, found: string): Finding => ({
  check,
  status: 'ok',
  found,
  next: null,
  exit: 0,
})

export const skip = (check: string, found: string): Finding => ({ ...ok(check, found), status: 'skip' })

export const warn = (check: string, found: string, next: string | null = null): Finding => ({
  ...ok(check, found),
  status: 'warn',
  next,
})

/** What a command would say and exit with. */
export function fail(check: string, error: unknown): Finding {
  const { message, hint, exit } = describeError(error)
  return { check, status: 'fail', found: message, next: hint, exit }
}

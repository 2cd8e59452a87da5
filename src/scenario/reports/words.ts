import type { CaseFailure, CaseResult, Outcome, RunResult } from '../result.js'
import { visible } from '../visible.js'
import { shortened } from './shortened.js'

/** What each outcome means, for who reads it the first time. */
export const meanings = {
  pass: 'held',
  weak: 'held, as far as listening for a while tells',
  xfail: 'broke, as it is known to',
  skip: 'cannot be judged on this server',
  fail: 'broke',
  xpass: 'held, though it is known to break',
  unknown: 'was not judged',
  error: 'could not be judged: the connection or the harness broke',
} as const satisfies Record<Outcome, string>

/** The outcomes that make a run more or less than held: what a person looks at first. */
export const alarming: ReadonlySet<Outcome> = new Set(['fail', 'xpass', 'error'])

/** Characters of a reason: the last words of a server are in it. */
const LONGEST_REASON = 8000

/** Why a case is not a plain pass, in one line. */
export const why = ({ reason }: CaseResult): string | undefined =>
  reason === undefined ? undefined : shortened(reason, LONGEST_REASON)

/** `file:line:column`, as editors and compilers write it. */
export const placeOf = ({ file, line, column }: Pick<CaseFailure, 'file' | 'line' | 'column'>): string =>
  `${visible(file)}:${line}:${column}`

/** The server without the name and the password that a URL may hold; where none was started, the profile. */
export const serverOf = ({ server, profile }: RunResult): string =>
  visible(server.replace(/\/\/[^/@]*@/, '//') || profile)

/** Milliseconds as a person reads them. */
export const secondsOf = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

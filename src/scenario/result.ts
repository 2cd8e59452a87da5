import type { Level } from './levels.js'
import type { SourceLine } from './source.js'
import type { Entry } from './transcript.js'

/**
 * How a case ended. `weak` held, but only as far as listening for a while can tell; `xfail` broke as the profile said it
 * would; `skip` could not be judged on this server; `xpass` held although the profile said otherwise; `unknown` came to no
 * end, or was never begun; `error` says nothing about the rule, since the connection or the harness broke.
 */
export const outcomes = ['pass', 'weak', 'xfail', 'skip', 'fail', 'xpass', 'unknown', 'error'] as const
export type Outcome = (typeof outcomes)[number]

/** What a case came to, as plain data. */
export interface CaseResult {
  /** The scenario's id, and in brackets the row's name where the scenario has rows. */
  readonly id: string
  /** Which time it ran, from 1, where cases are repeated. */
  readonly round?: number
  readonly title: string
  readonly clause: readonly string[]
  readonly level: Level
  readonly tags: readonly string[]
  /** The scenario's file. */
  readonly file: string
  readonly outcome: Outcome
  /** Why it is not a plain pass. */
  readonly reason?: string
  readonly failure?: CaseFailure
  /** In milliseconds. */
  readonly duration: number
  /** How long the replies took to the sends that have a name, in milliseconds. */
  readonly figures?: Readonly<Record<string, number>>
  /** A deadline passed, or no connection was made. */
  readonly unanswered?: true
  /** All actors on one timeline; left out where all went well, unless the run keeps all of them. */
  readonly transcript?: readonly Entry[]
}

/** Where in a file a case ended, and over what. */
export interface CaseFailure {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly source: readonly SourceLine[]
  /** Where the scenario calls the macro that the place is in. */
  readonly calledAt?: { readonly file: string; readonly line: number; readonly column: number }
  /** What was wanted and what came, as far as a report has room for it. */
  readonly wanted?: string
  readonly got?: string
}

/**
 * What a run came to, as plain data. `held`: no rule was broken. `broken`: one was, or held against what the profile
 * says. `unreachable`: no server, or none that speaks this protocol, answered in time. `error`: something else kept rules
 * from being judged. `unknown`: the run was given up before all were judged. `interrupted`: the signal fired; `results`
 * tells what was known by then.
 */
export interface RunResult {
  readonly outcome: 'held' | 'broken' | 'unreachable' | 'error' | 'unknown' | 'interrupted'
  readonly server: string
  /** The name of the server's profile. */
  readonly profile: string
  /** When it began, RFC 3339. */
  readonly at: string
  /** Why there are fewer judged cases than planned, or none. */
  readonly reason?: string
  readonly planned: number
  readonly results: readonly CaseResult[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** In milliseconds. */
  readonly duration: number
}

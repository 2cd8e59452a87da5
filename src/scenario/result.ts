import type { Clause } from '../protocol/clauses.js'
import type { Level } from './levels.js'
import type { SourceLine } from './source.js'
import type { Entry } from './transcript.js'

/**
 * How a case ended. `weak` held, but only as far as listening for a while can tell; `skip` could not be judged on this
 * server; `error` says nothing about the rule, since the connection or the harness broke.
 */
export const outcomes = ['pass', 'weak', 'skip', 'fail', 'error'] as const
export type Outcome = (typeof outcomes)[number]

/** What a case came to, as plain data. */
export interface CaseResult {
  /** The scenario's id, and in brackets the row's name where the scenario has rows. */
  readonly id: string
  readonly title: string
  readonly clause: readonly Clause[]
  readonly level: Level
  readonly outcome: Outcome
  /** Why it is not a plain pass. */
  readonly reason?: string
  readonly failure?: CaseFailure
  /** In milliseconds. */
  readonly duration: number
  /** A deadline passed, or no connection was made. */
  readonly unanswered?: true
  /** All actors on one timeline; left out where all went well. */
  readonly transcript?: readonly Entry[]
}

/** Where in the file a case ended, and over what. */
export interface CaseFailure {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly source: readonly SourceLine[]
  readonly wanted?: string
  readonly got?: string
}

/**
 * What a run came to, as plain data. `held`: no rule was broken. `broken`: one was. `unreachable`: no server, or none
 * that speaks this protocol, answered in time. `error`: something else kept rules from being judged. `interrupted`: the
 * signal fired; `results` holds what was done by then.
 */
export interface RunResult {
  readonly outcome: 'held' | 'broken' | 'unreachable' | 'error' | 'interrupted'
  readonly server: string
  /** Why there are fewer results than cases, or none. */
  readonly reason?: string
  readonly planned: number
  readonly results: readonly CaseResult[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** In milliseconds. */
  readonly duration: number
}

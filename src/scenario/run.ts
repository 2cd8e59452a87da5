import { openTransport } from '../client/open-transport.js'
import type { OpenTransport } from '../client/transport.js'
import { Accounts } from './accounts.js'
import { runCase } from './case.js'
import { type Case, casesOf } from './cases.js'
import type { Place } from './cast.js'
import { preflight } from './preflight.js'
import type { Profile } from './profile.js'
import { pyChat } from './py-chat-profile.js'
import { type CaseResult, type Outcome, outcomes, type RunResult } from './result.js'
import type { Scenario } from './scenario.js'

export interface RunOptions {
  readonly server: URL
  /** How many cases run side by side; 8 unless given. */
  readonly jobs?: number
  /** The deadline of every wait in milliseconds, where a scenario names no other; 5,000 unless given. */
  readonly timeout?: number
  /** Stretches every deadline, for slow machines; 1 unless given. */
  readonly timeScale?: number
  /** What is special about the server; a py-chat server unless given. */
  readonly profile?: Profile
  /** Ends the run early; what was done by then is in the result. */
  readonly signal?: AbortSignal
  /** Told of each case as it ends. */
  readonly onResult?: (result: CaseResult) => void
  readonly open?: OpenTransport
}

/** This many cases in a row without an answer, and the server is gone. */
const PATIENCE = 10

/**
 * Runs scenarios against a living server, cases side by side; those with `isolation: exclusive` one by one after the
 * others. Never throws for what a server does.
 */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<RunResult> {
  const { server, jobs = 8, timeout = 5000, timeScale = 1, profile = pyChat, open = openTransport } = options
  const signal = options.signal ?? new AbortController().signal
  const started = performance.now()
  const cases = scenarios.flatMap(casesOf)
  const done = new Map<Case, CaseResult>()
  let silent = 0

  const result = (outcome: RunResult['outcome'], reason?: string): RunResult => {
    const results = cases.flatMap((one) => done.get(one) ?? [])
    return {
      ...{ outcome, server: server.href, planned: cases.length, results, counts: countOf(results) },
      ...(reason !== undefined && { reason }),
      duration: Math.round(performance.now() - started),
    }
  }
  const isOver = () => signal.aborted || silent >= PATIENCE

  const accounts = new Accounts()
  const found = await preflight({ server, open, profile, timeScale, accounts, signal })
  if (signal.aborted) return result('interrupted')
  if ('outcome' in found) return result(found.outcome, found.reason)
  if (cases.length === 0) return result('error', 'there is no case to run')

  const place: Place = { server, open, profile, facts: found, accounts, timeout, timeScale, signal }
  const work = async (queue: Case[]) => {
    for (let one = queue.shift(); one && !isOver(); one = queue.shift()) {
      const caseResult = await runCase(one, place)
      if (signal.aborted) return
      if (caseResult.outcome !== 'skip') silent = caseResult.unanswered ? silent + 1 : 0
      done.set(one, caseResult)
      options.onResult?.(caseResult)
    }
  }
  const isAlone = ({ scenario }: Case) => scenario.isolation === 'exclusive'
  const together = cases.filter((one) => !isAlone(one))
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, () => work(together)))
  await work(cases.filter(isAlone))

  if (signal.aborted) return result('interrupted')
  const { fail, error } = countOf([...done.values()])
  const reason = isOver() ? `given up: ${PATIENCE} cases in a row had no answer` : undefined
  return result(fail > 0 ? 'broken' : error > 0 ? 'error' : 'held', reason)
}

function countOf(results: readonly CaseResult[]): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const { outcome } of results) counts[outcome]++
  return counts
}

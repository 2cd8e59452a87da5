import { type Case, casesOf } from './cases.js'
import type { KnownFailure } from './profile.js'
import type { CaseResult } from './result.js'
import type { Scenario } from './scenario.js'
import { formatProblem, type Source } from './source.js'

/** What a case came to in the light of what is known to fail. An error is never the failure that was expected. */
export function asKnown(
  result: CaseResult,
  { id, scenario }: Case,
  known: readonly KnownFailure[],
): CaseResult {
  const expected = known.find((one) => one.id === id || one.id === scenario.id)
  if (!expected) return result
  const told = `known failure of ${expected.clause}: ${expected.reason}`
  if (result.outcome === 'fail') return { ...result, outcome: 'xfail', reason: `${told} (${result.reason})` }
  if (result.outcome !== 'pass' && result.outcome !== 'weak') return result
  return { ...result, outcome: 'xpass', reason: `it holds, and is down as a ${told}` }
}

/**
 * Known failures of a clause that the scenario does not cite, or of a case that it does not have; where the scenarios are
 * all that there are, also those of no scenario. Each with its place where the profile's `source` is given.
 */
export function wrongKnown(
  known: readonly KnownFailure[],
  scenarios: readonly Scenario[],
  { isComplete = false, source }: { isComplete?: boolean; source?: Source | undefined } = {},
): string[] {
  const told = (i: number, key: 'id' | 'clause', message: string) =>
    source ? formatProblem(source.problem(['known', i, key], message)) : message
  return known.flatMap(({ id, clause }, i) => {
    const scenario = scenarios.find((one) => one.id === id || id.startsWith(`${one.id}[`))
    if (!scenario) return isComplete ? told(i, 'id', `the known failure ${id} is of no scenario`) : []
    if (scenario.id !== id && !casesOf(scenario).some((one) => one.id === id)) {
      return told(i, 'id', `the known failure ${id} is of no case of ${scenario.id}`)
    }
    if (scenario.clause.includes(clause)) return []
    const cited = scenario.clause.join(', ') || 'none'
    return told(i, 'clause', `the known failure ${id} is of ${clause}, and the scenario cites ${cited}`)
  })
}

import type { Case } from './cases.js'
import type { KnownFailure } from './profile.js'
import type { CaseResult } from './result.js'
import type { Scenario } from './scenario.js'

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

/** Known failures of a clause that the scenario does not cite. Those of scenarios that are not here are no matter. */
export function wrongKnown(known: readonly KnownFailure[], scenarios: readonly Scenario[]): string[] {
  return known.flatMap(({ id, clause }) => {
    const scenario = scenarios.find((one) => one.id === id || id.startsWith(`${one.id}[`))
    if (!scenario || scenario.clause.includes(clause)) return []
    return `the known failure ${id} is of ${clause}, and the scenario cites ${scenario.clause.join(', ') || 'none'}`
  })
}

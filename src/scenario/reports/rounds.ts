import type { CaseResult } from '../result.js'

/** A case that came to an outcome once, or in several rounds. */
export interface Gathered {
  /** Of the first round that ended so. */
  readonly result: CaseResult
  /** How many rounds ended so. */
  readonly count: number
  /** How many rounds were run. */
  readonly of: number
}

/** Puts the rounds of a case that came to the same outcome together, in order of their first. */
export function gatherRounds(results: readonly CaseResult[]): Gathered[] {
  const rounds = new Map<string, number>()
  const gathered = new Map<string, { result: CaseResult; count: number }>()
  for (const result of results) {
    const { id, outcome } = result
    rounds.set(id, (rounds.get(id) ?? 0) + 1)
    const same = gathered.get(`${outcome} ${id}`)
    if (same) same.count++
    else gathered.set(`${outcome} ${id}`, { result, count: 1 })
  }
  return [...gathered.values()].map((one) => ({ ...one, of: rounds.get(one.result.id)! }))
}

/** `in 3 of 20 rounds, first in round 2`; undefined where there is but one round. */
export function tellRounds({ result: { round }, count, of }: Gathered): string | undefined {
  if (of === 1) return undefined
  if (count === of) return `in all ${of} rounds`
  const first = round === undefined ? '' : `, first in round ${round}`
  return `in ${count} of ${of} rounds${first}`
}

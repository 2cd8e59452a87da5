import type { Level } from './levels.js'
import type { Scenario } from './scenario.js'

/** Which scenarios are wanted; what is left out asks for nothing. */
export interface Selection {
  /** Matches the id or the title. */
  readonly pattern?: RegExp | undefined
  /** All of these. */
  readonly tags?: readonly string[] | undefined
  /** One of these clauses or chapters: `CHAT-3`, `CHAT`. */
  readonly clauses?: readonly string[] | undefined
  /** One of these. */
  readonly levels?: readonly Level[] | undefined
}

/** The scenarios that a selection wants, in their order. */
export function select(
  scenarios: readonly Scenario[],
  { pattern, tags = [], clauses = [], levels = [] }: Selection,
): Scenario[] {
  return scenarios.filter(
    (one) =>
      (pattern?.test(`${one.id} ${one.title}`) ?? true) &&
      tags.every((wanted) => one.tags.includes(wanted)) &&
      (clauses.length === 0 || clauses.some((wanted) => one.clause.some((id) => isOf(id, wanted)))) &&
      (levels.length === 0 || levels.includes(one.level)),
  )
}

const isOf = (id: string, wanted: string) => id === wanted || id.startsWith(`${wanted}-`)

import type { Scenario } from './scenario.js'
import { type Level, levels } from './schema.js'

export interface Selection {
  /** This level and those that bind more: `should` is must and should. */
  readonly level?: Level
  /** One of these tags. */
  readonly tags?: readonly string[]
  /** One of these ids, or below it: `chat` is `chat.offline` too. */
  readonly ids?: readonly string[]
}

/** The scenarios that a selection asks for; what it leaves open asks for all. */
export function selectScenarios(scenarios: readonly Scenario[], { level, tags, ids }: Selection): Scenario[] {
  return scenarios.filter(
    (scenario) =>
      (level === undefined || levels.indexOf(scenario.level) <= levels.indexOf(level)) &&
      (tags === undefined || tags.some((tag) => scenario.tags.includes(tag))) &&
      (ids === undefined || ids.some((id) => `${scenario.id}.`.startsWith(`${id}.`))),
  )
}

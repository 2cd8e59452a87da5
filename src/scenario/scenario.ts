import type { z } from 'zod'
import type { CaseRow } from './cases.js'
import type { macrosSchema, scenarioSchema } from './schema.js'
import type { Path, Source } from './source.js'
import type { Step } from './steps/step.js'

/** A scenario as its file says it. */
export type ParsedScenario = z.infer<typeof scenarioSchema>

/** A macro as its file says it. */
export type Macro = z.infer<typeof macrosSchema>['macros'][string]

/** A step, and where it stands; for a step of a macro also where the scenario calls it. */
export interface PlacedStep {
  readonly step: Step
  readonly source: Source
  readonly path: Path
  readonly calledAt?: Path
  /** What the macro calls the caller's actors. */
  readonly calls?: ReadonlyMap<string, string>
}

/** The path of what stands below a step, in the step's own file. */
export function pathIn({ path, calls }: PlacedStep, below: Path): Path {
  const own = below.map((key, i) => (i === 1 && typeof key === 'string' ? (calls?.get(key) ?? key) : key))
  return [...path, ...own]
}

export const parts = ['setup', 'steps', 'teardown'] as const
export type Part = (typeof parts)[number]

/** A scenario that was read, its rows and its macros put in. */
export interface Scenario extends Omit<ParsedScenario, Part | 'cases' | 'use'>, Record<Part, PlacedStep[]> {
  readonly cases?: readonly CaseRow[] | undefined
  readonly source: Source
}

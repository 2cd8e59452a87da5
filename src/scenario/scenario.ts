import type { z } from 'zod'
import type { scenarioSchema } from './schema.js'
import type { Source } from './source.js'

/** A scenario as its file says it. */
export type ParsedScenario = z.infer<typeof scenarioSchema>

/** A scenario that was read and found right. */
export interface Scenario extends ParsedScenario {
  readonly source: Source
}

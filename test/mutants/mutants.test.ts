import { transform } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { isClause } from '../../src/protocol/clauses.js'
import { loadScenarios } from '../../src/scenario/load.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { shippedScenarios } from '../../src/scenario/shipped.js'
import { catalogue } from './catalogue.js'
import type { Mutant } from './mutant.js'
import { patched } from './patch.js'
import { tryMutant, tryOriginal } from './trial.js'

/** Three of very different kinds; `npm run mutants` tries all. */
const sample = ['argument-in-bytes', 'settled-at-hand-out', 'path-kept'].map(
  (wanted) => catalogue.find(({ name }) => name === wanted)!,
)
const patient = { timeout: 10_000 }

let scenarios: Scenario[]

beforeAll(async () => {
  scenarios = (await loadScenarios([shippedScenarios()])).scenarios
})

test('every mutant fits the sources, and what comes out is a program', async () => {
  for (const mutant of catalogue) {
    for (const [path, text] of await patched(mutant)) {
      await expect(transform(text, { loader: 'ts' }), `${mutant.name} in ${path}`).resolves.toBeDefined()
    }
  }
})

test('a mutant that does not fit the sources any more is an error with its name', async () => {
  const edit = { file: 'src/server/gate.ts', find: 'there is no such text', replace: '' } as const
  const rotten: Mutant = { name: 'rotten', fault: 'is out of date', clause: 'LINE-1', edits: [edit] }
  await expect(patched(rotten)).rejects.toThrow(
    'the mutant rotten does not fit: found 0 times in src/server/gate.ts',
  )
})

test('there are at least 40 mutants, each with a name of its own and a clause that there is', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(40)
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length)
  expect(catalogue.filter(({ clause }) => !isClause(clause))).toEqual([])
})

test.each(sample)(
  '$name is caught by a scenario that cites $clause',
  async (mutant) => {
    const { caughtBy } = await tryMutant(mutant, scenarios, patient)
    expect(caughtBy).not.toEqual([])
  },
  60_000,
)

test('what catches them holds on the server as it is', async () => {
  const citing = scenarios.filter(({ clause }) => sample.some((mutant) => clause.includes(mutant.clause)))
  expect(await tryOriginal(citing, patient)).toEqual([])
}, 60_000)

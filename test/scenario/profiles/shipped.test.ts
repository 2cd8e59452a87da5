import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadScenarios } from '../../../src/scenario/load.js'
import { loadProfile } from '../../../src/scenario/profiles/load.js'
import { runScenarios } from '../../../src/scenario/run.js'
import { formatProblem } from '../../../src/scenario/source.js'

const path = (name: string) => fileURLToPath(new URL(`../../../scenarios/${name}`, import.meta.url))

test('the reference server is started by its profile, and holds', async () => {
  const loaded = await loadProfile(path('profiles/reference.yaml'))
  if (Array.isArray(loaded)) throw new Error(loaded.map(formatProblem).join('\n'))
  const { scenarios, problems } = await loadScenarios([path('conformance/contact')])
  expect(problems).toEqual([])
  const result = await runScenarios(scenarios, { profile: loaded.profile, launch: loaded.launch })
  expect(result).toMatchObject({ outcome: 'held', profile: 'reference' })
  expect(result.counts.pass).toBe(result.planned)
})

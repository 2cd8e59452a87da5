import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseScenario } from '../../src/scenario/load.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { stepKinds } from '../../src/scenario/steps/table.js'
import { startServer } from '../../src/server/index.js'

const docs = await readFile(new URL('../../docs/scenarios.md', import.meta.url), 'utf8')
const examples = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)

/** The keys that the error about an unknown one says are known. */
function keysKnownIn(text: string): string[] {
  const problems = parseScenario('a.yaml', text)
  const told = Array.isArray(problems) ? problems.map(({ message }) => message).join('\n') : ''
  return /^x: unknown key; known here: (.*)$/m.exec(told)![1]!.split(', ')
}

test('every step is described as its table says', () => {
  for (const { key, summary } of stepKinds.values()) expect(docs).toContain(`| \`${key}\` | ${summary} |`)
})

test('every key of a scenario and of a matcher is described', () => {
  const top = keysKnownIn('x: 1')
  expect(top).toContain('actors')
  for (const key of top) expect(docs, key).toContain(`\`${key}\``)
  const conditions = keysKnownIn('steps: [{expect: {ann: {x: 1}}}]')
  expect(conditions).toContain('oneOf')
  for (const key of conditions) expect(docs, key).toContain(`\`${key}: `)
})

test('every example runs, and holds', async () => {
  const scenarios = examples.map((text) => parseScenario('docs.yaml', text))
  expect(scenarios.filter(Array.isArray)).toEqual([])
  const server = await startServer({ port: 0, passwordCost: 1024 })
  const result = await runScenarios(scenarios as Scenario[], {
    server: new URL(`tcp://127.0.0.1:${server.port}`),
  })
  await server.close()
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(result.outcome).toBe('held')
})

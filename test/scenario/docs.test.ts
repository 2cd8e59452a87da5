import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseScenario } from '../../src/scenario/load.js'
import { parse } from '../../src/scenario/parse.js'
import { type LoadedProfile, loadProfile } from '../../src/scenario/profiles/load.js'
import { runScenarios } from '../../src/scenario/run.js'
import { shippedProfiles } from '../../src/scenario/shipped.js'
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
  // A block whose first line is a comment is the file of that name.
  const files = new Map(examples.map((text) => [/^# (\S+)/.exec(text)?.[1], text]))
  const read = (name: string) => files.get(name) ?? ''
  const scenarios = examples.flatMap((text) => parse('docs.yaml', text, read) ?? [])
  expect(scenarios.length).toBeGreaterThanOrEqual(5)
  const server = await startServer({ port: 0, passwordCost: 1024 })
  const reference = await loadProfile(join(shippedProfiles(), 'reference.yaml'))
  const result = await runScenarios(scenarios, {
    server: new URL(`tcp://127.0.0.1:${server.port}`),
    launch: (reference as LoadedProfile).launch,
  })
  await server.close()
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(result.outcome).toBe('held')
})

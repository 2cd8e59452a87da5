import { afterAll, beforeAll, expect, test } from 'vitest'
import { clauseIds } from '../../src/protocol/clauses.js'
import { verbNames } from '../../src/protocol/verbs.js'
import { loadScenarios } from '../../src/scenario/load.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { shippedScenarios } from '../../src/scenario/shipped.js'
import { uncovered } from '../../src/scenario/uncovered.js'
import { type Server, startServer } from '../../src/server/index.js'
import { plainWords } from './plain-words-server.js'
import { scriptedServer } from './scripted-server.js'

let scenarios: Scenario[]
let server: Server

beforeAll(async () => {
  const loaded = await loadScenarios([shippedScenarios()])
  expect(loaded.problems).toEqual([])
  scenarios = loaded.scenarios
  server = await startServer({ port: 0, passwordCost: 1024 })
})
afterAll(() => server.close())

test('every clause has a scenario or a reason why not', () => {
  const covered = new Set(scenarios.flatMap(({ clause }) => clause))
  expect(clauseIds.filter((id) => !covered.has(id)).sort()).toEqual(Object.keys(uncovered).sort())
})

test('every scenario cites a clause, and says where it stands in its id', () => {
  for (const { id, clause, source } of scenarios) {
    expect(clause.length, id).toBeGreaterThan(0)
    expect(source.file.replaceAll('\\', '/')).toMatch(new RegExp(`/${id.replace('.', '/')}\\.yaml$`))
  }
})

test('every verb of the table is sent by a scenario', () => {
  const sent = JSON.stringify(scenarios.map(({ source }) => source.value))
  expect(verbNames.filter((verb) => !sent.includes(verb))).toEqual([])
})

test('the reference server holds every rule', async () => {
  const result = await runScenarios(scenarios, { server: new URL(`tcp://127.0.0.1:${server.port}`) })
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(result).toMatchObject({ outcome: 'held', planned: result.results.length })
}, 60_000)

test('a server with neither JSON nor codes nor extensions holds every must', async () => {
  const plain = await scriptedServer({ answer: plainWords() })
  const musts = scenarios.filter(({ level }) => level === 'must')
  const result = await runScenarios(musts, { server: plain.url })
  await plain.close()
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
}, 60_000)

test('such a server breaks rules that should hold, and lacks the extensions', async () => {
  const plain = await scriptedServer({ answer: plainWords() })
  const some = scenarios.filter(({ id }) => ['reply.values', 'chat.offline', 'auth.token'].includes(id))
  const { outcome, counts } = await runScenarios(some, { server: plain.url })
  await plain.close()
  expect(outcome).toBe('broken')
  expect(counts).toMatchObject({ fail: 2, skip: 1 })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { clauseIds } from '../../src/protocol/clauses.js'
import { loadScenarios } from '../../src/scenario/load.js'
import { loadProfile } from '../../src/scenario/profiles/load.js'
import { type RunOptions, runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { shippedProfiles, shippedScenarios } from '../../src/scenario/shipped.js'
import { type Server, startServer } from '../../src/server/index.js'
import { certificate } from '../helpers/certificates.js'
import { plainWords } from './plain-words-server.js'
import { scriptedServer } from './scripted-server.js'

let scenarios: Scenario[]
let server: Server
let launch: RunOptions['launch']
/** Beside the other tests each process waits for its turn. */
const timeScale = 5

beforeAll(async () => {
  const loaded = await loadScenarios([shippedScenarios()])
  expect(loaded.problems).toEqual([])
  scenarios = loaded.scenarios
  const reference = await loadProfile(`${shippedProfiles()}/reference.yaml`)
  launch = 'profile' in reference ? reference.launch : undefined
  server = await startServer({ port: 0, passwordCost: 16 })
})
afterAll(() => server.close())

test('every scenario says where it stands in its id, and names its schema', () => {
  for (const { id, source } of scenarios) {
    expect(source.file.replaceAll('\\', '/')).toMatch(new RegExp(`/${id.replace('.', '/')}\\.yaml$`))
    expect(source.text, id).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/scenario\.schema\.json\n/)
  }
})

test('the reference server holds every rule', async () => {
  const url = new URL(`tcp://127.0.0.1:${server.port}`)
  const result = await runScenarios(scenarios, { server: url, launch, timeScale })
  const others = result.results.filter(({ outcome }) => outcome !== 'pass')
  expect(others.filter(({ id }) => !/^(http|tls)\./.test(id))).toEqual([])
  expect(result).toMatchObject({ outcome: 'held', planned: result.results.length })
}, 120_000)

test('and holds them inside TLS as well', async () => {
  const pems = await certificate()
  const secure = await startServer({ port: 0, passwordCost: 16, tls: { ...pems, port: 0 } })
  const url = new URL(`tls://127.0.0.1:${secure.tlsPort}`)
  const result = await runScenarios(scenarios, { server: url, tls: { ca: pems.cert }, timeScale })
  await secure.close()
  const others = result.results.filter(({ outcome }) => outcome !== 'pass')
  expect(others.filter(({ outcome }) => outcome !== 'skip')).toEqual([])
  // Those that end their server need one that the run may start.
  const reasons = others.map(({ reason = '' }) => /a server of its own/.exec(reason)?.[0] ?? reason)
  expect(new Set(reasons)).toEqual(
    new Set(['a server of its own', 'judged at an address that begins with http://']),
  )
  expect(result.outcome).toBe('held')
}, 120_000)

test('and holds over HTTP those that HTTP can say', async () => {
  const gateway = await startServer({ port: 0, passwordCost: 16, http: { port: 0 } })
  const url = new URL(`http://127.0.0.1:${gateway.httpPort}`)
  const overHttp = await loadProfile(`${shippedProfiles()}/reference-http.yaml`)
  const result = await runScenarios(scenarios, {
    ...{ server: url, timeScale },
    launch: 'profile' in overHttp ? overHttp.launch : undefined,
  })
  await gateway.close()
  const others = result.results.filter(({ outcome }) => outcome !== 'pass')
  expect(others.filter(({ outcome }) => outcome !== 'skip')).toEqual([])
  const reasons = new Set(
    others.map(
      ({ reason = '' }) =>
        /^(HTTP cannot say the line|HTTP carries no|judged at .*)/.exec(reason)?.[0] ?? reason,
    ),
  )
  expect([...reasons].sort()).toEqual([
    'HTTP cannot say the line',
    'HTTP carries no',
    'judged at an address that begins with tls://',
  ])
  const judged = new Set(
    result.results.filter(({ outcome }) => outcome === 'pass').flatMap(({ clause }) => clause),
  )
  const beyond = ['LINE-2', 'LINE-7', 'LINE-9', 'TLS-1']
  expect(clauseIds.filter((id) => !judged.has(id))).toEqual(beyond)
  expect(result.outcome).toBe('held')
}, 300_000)

test('a server with neither JSON nor codes nor extensions holds every must', async () => {
  const plain = await scriptedServer({ answer: plainWords() })
  const musts = scenarios.filter(({ level }) => level === 'must')
  const result = await runScenarios(musts, { server: plain.url })
  await plain.close()
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
}, 120_000)

test('such a server breaks rules that should hold, and lacks the extensions', async () => {
  const plain = await scriptedServer({ answer: plainWords() })
  const some = scenarios.filter(({ id }) => ['reply.values', 'chat.offline', 'auth.token'].includes(id))
  const { outcome, counts } = await runScenarios(some, { server: plain.url })
  await plain.close()
  expect(outcome).toBe('broken')
  expect(counts).toMatchObject({ fail: 2, skip: 1 })
})

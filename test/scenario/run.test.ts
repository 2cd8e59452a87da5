import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseScenario } from '../../src/scenario/load.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'
import type { CaseResult, RunResult } from '../../src/scenario/result.js'
import { type RunOptions, runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { agree, type ScriptedServer, scriptedServer } from './scripted-server.js'

/** Verbs of its own, read as py-chat's are. */
const toy = { ...pyChat, protocol: 'toy' }

const servers: ScriptedServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(...options: Parameters<typeof scriptedServer>): Promise<ScriptedServer> {
  const server = await scriptedServer(...options)
  servers.push(server)
  return server
}

/** A scenario of these steps, with one actor that registers nothing unless told otherwise. */
function scenario(steps: string, more = '', actors = '{ann: {register: false}}'): Scenario {
  const read = parseScenario(
    'a.yaml',
    `pychat: 1\nid: a.rule\ntitle: a rule\nprotocol: toy\nactors: ${actors}\n${more}\nsteps:\n${steps}\n`,
  )
  if (Array.isArray(read)) throw new Error(JSON.stringify(read))
  return read
}

const run = (
  server: { url: URL },
  scenarios: Scenario[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> =>
  runScenarios(scenarios, { server: server.url, timeout: 500, profile: toy, ...options })

async function runOne(server: { url: URL }, ...parts: Parameters<typeof scenario>): Promise<CaseResult> {
  const { results } = await run(server, [scenario(...parts)])
  return results[0]!
}

const ping = '  - send: {ann: PING}\n    expect: {ann: ok}'

test('a case whose lines all match passes, and is told without a transcript', async () => {
  const result = await run(await serve(), [scenario(ping)])
  expect(result).toMatchObject({ outcome: 'held', planned: 1, counts: { pass: 1, fail: 0 } })
  expect(result.results[0]).toEqual({
    ...{ id: 'a.rule', title: 'a rule', clause: [], level: 'should', outcome: 'pass' },
    ...{ tags: [], file: 'a.yaml' },
    duration: expect.any(Number),
  })
})

test('a line that does not match fails with its place, what was wanted, what came, and the timeline', async () => {
  const server = await serve({
    answer: (line) => (line === 'PING' ? 'failed no' : agree(line, undefined as never)),
  })
  const result = await runOne(server, ping)
  expect(result).toMatchObject({
    outcome: 'fail',
    reason: 'ann received something else',
    failure: { file: 'a.yaml', line: 9, column: 19, wanted: 'a success', got: 'failed no' },
  })
  expect(result.failure!.source.find(({ marked }) => marked)).toEqual({
    ...{ line: 9, text: '    expect: {ann: ok}', marked: true },
  })
  expect(result.transcript!.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'note connected',
    'received success hello',
    'sent PING',
    'received failed no',
  ])
})

test('a result survives JSON', async () => {
  const server = await serve({ answer: (line) => (line === 'PING' ? 'failed no' : 'success') })
  const result = await run(server, [scenario(ping)])
  expect(JSON.parse(JSON.stringify(result))).toEqual(result)
})

test('a server that never answers fails at the deadline, and no later', async () => {
  const server = await serve({ answer: (line) => (line === 'PING' ? undefined : 'success') })
  const result = await runOne(server, ping)
  expect(result).toMatchObject({
    ...{ outcome: 'fail', reason: 'nothing came in time', unanswered: true },
    failure: { line: 9, wanted: 'ok', got: 'nothing in time' },
  })
  expect(result.duration).toBeLessThan(4000)
})

test('a late answer holds within its deadline, and fails took and within', async () => {
  const server = await serve({
    answer(line, socket) {
      if (line !== 'PING') return 'success'
      setTimeout(() => socket.write('success\n'), 60)
      return undefined
    },
  })
  expect(await runOne(server, ping)).toMatchObject({ outcome: 'pass' })
  expect(await runOne(server, `${ping}\n    within: 20ms`)).toMatchObject({
    outcome: 'fail',
    unanswered: true,
  })
  const took = '  - send: {ann: PING}\n    expect: {ann: {ok: true, took: <20ms}}'
  expect(await runOne(server, took)).toMatchObject({
    outcome: 'fail',
    failure: { got: expect.stringMatching(/^\d+ ms/) },
  })
})

test('the scale stretches every deadline', async () => {
  const server = await serve({
    answer(line, socket) {
      if (line !== 'PING') return 'success'
      setTimeout(() => socket.write('success\n'), 100)
      return undefined
    },
  })
  const { results } = await run(server, [scenario(`${ping}\n    within: 20ms`)], { timeScale: 20 })
  expect(results[0]).toMatchObject({ outcome: 'pass' })
})

test('a line that nothing claimed fails the case, whenever it comes before the end', async () => {
  const twice = await serve({ answer: (line) => (line === 'PING' ? 'success\nsuccess again' : 'success') })
  const reason = 'ann received a line that nothing claimed'
  expect(await runOne(twice, ping)).toMatchObject({
    outcome: 'fail',
    reason,
    failure: { got: 'success again' },
  })
  const atTheEnd = await serve({
    onConnect(socket) {
      socket.write('success hello\n')
      socket.on('end', () => socket.writable && socket.end('one more\n'))
    },
  })
  expect(await runOne(atTheEnd, ping)).toMatchObject({
    outcome: 'fail',
    reason,
    failure: { got: 'one more' },
  })
})

test('extra: allow lets unclaimed lines be', async () => {
  const twice = await serve({ answer: (line) => (line === 'PING' ? 'success\nsuccess again' : 'success') })
  expect(await runOne(twice, ping, 'extra: allow')).toMatchObject({ outcome: 'pass' })
})

test('a connection that ends instead of an answer fails; one that breaks is an error', async () => {
  const ends = await serve({ answer: (line, socket) => (line === 'PING' ? void socket.end() : 'success') })
  expect(await runOne(ends, ping)).toMatchObject({
    outcome: 'fail',
    failure: { got: 'the end of the connection' },
  })
  const expectedFailure = '  - send: {ann: PING}\n    expect: {ann: fail}'
  expect(await runOne(ends, expectedFailure)).toMatchObject({ outcome: 'fail' })
  const breaks = await serve({
    answer: (line, socket) => (line === 'PING' ? void socket.resetAndDestroy() : 'success'),
  })
  expect(await runOne(breaks, expectedFailure)).toMatchObject({
    outcome: 'error',
    reason: expect.stringMatching(/did not last: .*ECONNRESET/),
  })
})

test('an end that nothing expected fails, and eof expects it', async () => {
  const server = await serve({
    answer(line, socket) {
      if (line === 'PING') socket.end('success\n')
      return line === 'PING' ? undefined : 'success'
    },
  })
  const waiting = `${ping}\n  - expect: {ann: eof}`
  expect(await runOne(server, waiting)).toMatchObject({ outcome: 'pass' })
  const sending = `${ping}\n  - close: [ann]`
  expect(await runOne(server, sending)).toMatchObject({ outcome: 'pass' })
})

test('half a line at the end is told as such', async () => {
  const server = await serve({
    answer: (line, socket) => (line === 'PING' ? void socket.end('succ') : 'success'),
  })
  expect(await runOne(server, ping)).toMatchObject({
    outcome: 'fail',
    reason: expect.stringContaining('amid a line'),
  })
})

test('bytes that are no UTF-8 fail as what they are', async () => {
  const server = await serve({
    answer: (line, socket) =>
      line === 'PING' ? void socket.write(Buffer.from([0xff, 0xfe, 0x0a])) : 'success',
  })
  expect(await runOne(server, ping)).toMatchObject({ outcome: 'fail', failure: { got: 'hex fffe' } })
})

test('a flood of lines fails without filling the memory', async () => {
  const flood = Buffer.from('noise\n'.repeat(100_000))
  let sent = 0
  const server = await serve({
    answer(line, socket) {
      if (line !== 'PING') return 'success'
      const more = () => {
        while (socket.writable && sent < 200e6 && socket.write(flood)) sent += flood.length
        if (sent < 200e6) socket.once('drain', more)
      }
      more()
      return undefined
    },
  })
  const result = await runOne(server, ping)
  expect(result).toMatchObject({ outcome: 'fail', failure: { got: 'noise' } })
  expect(sent).toBeLessThan(60e6)
}, 10_000)

test('a flood without a line end fails at the longest line', async () => {
  const flood = Buffer.alloc(1024 * 1024, 'x')
  const server = await serve({
    answer(line, socket) {
      if (line !== 'PING') return 'success'
      for (let i = 0; i < 20; i++) socket.write(flood)
      return undefined
    },
  })
  const { results } = await run(server, [scenario(ping)], { timeout: 5000 })
  expect(results[0]).toMatchObject({
    outcome: 'fail',
    reason: expect.stringContaining('over 16777216 bytes'),
  })
}, 10_000)

test('a server that reads nothing more fails at the deadline', async () => {
  const server = await serve({
    answer(line, socket) {
      if (line === 'STOP') socket.pause()
      return 'success'
    },
  })
  const steps = '  - send: {ann: STOP}\n    expect: {ann: ok}\n  - raw: {ann: [{repeat: x, times: 40000000}]}'
  expect(await runOne(server, steps)).toMatchObject({
    outcome: 'fail',
    reason: 'the server took no more bytes in time',
  })
}, 10_000)

test('nobody listening is unreachable, told at once', async () => {
  const server = await scriptedServer()
  await server.close()
  const result = await run(server, [scenario(ping)])
  expect(result).toMatchObject({
    outcome: 'unreachable',
    planned: 1,
    results: [],
    reason: expect.stringContaining('cannot connect'),
  })
  expect(result.duration).toBeLessThan(4000)
})

test.each<[string, Parameters<typeof scriptedServer>[0], string, string]>([
  ['says nothing', { onConnect() {} }, 'unreachable', 'waiting for the greeting: nothing came in time'],
  [
    'hangs up',
    { onConnect: (socket) => void socket.end() },
    'error',
    'the greeting: the server ended the connection',
  ],
  [
    'speaks HTTP',
    { onConnect: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') },
    'error',
    'asking what the server is: no reply of this protocol: ""',
  ],
  [
    'greets and is deaf',
    { answer: () => undefined },
    'unreachable',
    'asking what the server is: nothing came in time',
  ],
  [
    'answers in another protocol',
    { answer: () => '500 what?' },
    'error',
    'no reply of this protocol: "500 what?"',
  ],
])('a server that %s ends the run before its first case: %s', async (_, options, outcome, reason) => {
  const result = await run(await serve(options), [scenario(ping)], { timeScale: 0.05 })
  expect(result).toMatchObject({
    outcome,
    results: [],
    reason: expect.stringContaining(reason),
  })
})

test('a server that registers nobody is an error, in its words', async () => {
  const server = await serve({
    answer: (line) => (line.startsWith('AUTH-REGISTER') ? 'failed busy: full' : 'success'),
  })
  const result = await run(server, [scenario(ping)])
  expect(result).toMatchObject({
    outcome: 'error',
    reason: 'registering an account and logging in: failed busy: full',
  })
})

test('no case is an error, not a success', async () => {
  expect(await run(await serve(), [])).toMatchObject({ outcome: 'error', reason: 'there is no case to run' })
})

test('each row is a case of its own, named for its values', async () => {
  const server = await serve({ answer: (line) => (line === 'ECHO 2' ? 'failed' : 'success') })
  const rows = scenario(
    `  - send: {ann: 'ECHO \${n}'}\n    expect: {ann: ok}`,
    'cases: [{n: 1}, {n: 2}, {case: the last, n: 3}]',
  )
  const { results, outcome } = await run(server, [rows])
  expect(outcome).toBe('broken')
  expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'a.rule[n=1] pass',
    'a.rule[n=2] fail',
    'a.rule[the last] pass',
  ])
})

test('what a server lacks is skipped with the reason', async () => {
  expect(await runOne(await serve(), ping, 'needs: [NOTIF-LISTEN]')).toMatchObject({
    outcome: 'skip',
    reason: 'needs NOTIF-LISTEN, which this server does not have',
  })
  expect(await runOne(await serve(), ping, 'needs: [tls]')).toMatchObject({
    outcome: 'skip',
    reason: 'judged at an address that begins with tls://',
  })
})

test('accounts have names that no other case has, and a wrong setup is an error', async () => {
  const server = await serve()
  const both = `  - send: {ann: 'HELLO \${bob}'}\n    expect: {ann: ok}`
  await run(server, [scenario(both, '', '{ann: {}, bob: {}}'), scenario(both, '', '{ann: {}, bob: {}}')])
  const hellos = server.lines.filter((line) => line.startsWith('HELLO'))
  expect(new Set(hellos).size).toBe(2)
  const refusing = await serve({ answer: (line) => (line === 'PING' ? 'failed no' : 'success') })
  expect(
    await runOne(refusing, '  - send: {ann: X}\n    expect: {ann: ok}', `setup:\n${ping}`),
  ).toMatchObject({
    ...{ outcome: 'error', reason: 'in setup: ann received something else' },
    failure: { line: 8 },
  })
})

test('the teardown runs after a failure too', async () => {
  const server = await serve({ answer: (line) => (line === 'PING' ? 'failed no' : 'success') })
  const result = await runOne(server, ping, 'teardown:\n  - send: {ann: CLEAN}\n    expect: {ann: ok}')
  expect(result).toMatchObject({ outcome: 'fail', failure: { line: 11 } })
  expect(server.lines).toContain('CLEAN')
})

test('passwords and tokens are masked wherever they turn up', async () => {
  const server = await serve({
    answer: (line) => {
      if (line.startsWith('AUTH-TOKEN')) return 'success {"token":"tok-12345678"}'
      return line.startsWith('LEAK') ? `failed ${line}` : 'success'
    },
  })
  const steps = [
    'send: {ann: AUTH-TOKEN}\n    expect: {ann: {json: {token: $token}}}',
    `send: {ann: 'AUTH-LOGIN x \${ann.password}'}\n    expect: {ann: ok}`,
    `send: {ann: 'LEAK \${ann.password} \${token}'}\n    expect: {ann: 'success \${token}'}`,
  ].map((step) => `  - ${step}`)
  const result = await runOne(server, steps.join('\n'), '', '{ann: {}}')
  expect(result.failure).toMatchObject({ wanted: 'success ***', got: 'failed LEAK *** ***' })
  const password = server.lines.find((line) => line.startsWith('LEAK'))!.split(' ')[1]!
  const told = JSON.stringify(result)
  expect(told).not.toContain(password)
  expect(told).not.toContain('tok-12345678')
  expect(told).toContain('AUTH-LOGIN x ***')
})

test('ten cases in a row without an answer end the run', async () => {
  const server = await serve({ answer: (line) => (line === 'PING' ? undefined : 'success') })
  const rows = scenario(ping, `cases: [${Array.from({ length: 30 }, (_, n) => `{n: ${n}}`).join(', ')}]`)
  const result = await run(server, [rows], { jobs: 1, timeout: 20 })
  expect(result).toMatchObject({
    outcome: 'broken',
    planned: 30,
    reason: 'given up: 10 cases in a row had no answer',
  })
  expect(result.counts).toMatchObject({ fail: 10, unknown: 20 })
})

test('a server that dies amid the run ends it soon', async () => {
  const server: ScriptedServer = await serve({
    answer: (line) => (line === 'PING' ? void server.close() : 'success'),
  })
  const rows = scenario(ping, `cases: [${Array.from({ length: 30 }, (_, n) => `{n: ${n}}`).join(', ')}]`)
  const result = await run(server, [rows], { jobs: 1 })
  expect(result.counts.unknown).toBeGreaterThan(0)
  expect(result.results.slice(1).every(({ outcome }) => outcome === 'error' || outcome === 'unknown')).toBe(
    true,
  )
})

test('the signal ends the run at once, with what was done by then', async () => {
  const server = await serve({ answer: (line) => (line === 'PING 2' ? undefined : 'success') })
  const rows = scenario(
    `  - send: {ann: 'PING \${n}'}\n    expect: {ann: ok}`,
    'cases: [{n: 1}, {n: 2}, {n: 3}]',
  )
  const stop = new AbortController()
  const started = performance.now()
  const result = await run(server, [rows], {
    ...{ jobs: 1, timeout: 60_000, signal: stop.signal },
    onResult: () => setTimeout(() => stop.abort(), 50),
  })
  expect(performance.now() - started).toBeLessThan(2000)
  expect(result).toMatchObject({
    outcome: 'interrupted',
    planned: 3,
    results: [
      { id: 'a.rule[n=1]', outcome: 'pass' },
      { id: 'a.rule[n=2]', outcome: 'unknown' },
      { id: 'a.rule[n=3]', outcome: 'unknown', reason: 'the run was interrupted' },
    ],
  })
})

test('a signal that fired before ends the run before it began', async () => {
  const result = await run(await serve(), [scenario(ping)], { signal: AbortSignal.abort() })
  expect(result).toMatchObject({ outcome: 'interrupted', results: [] })
})

test('cases run side by side up to jobs, exclusive ones alone', async () => {
  let now = 0
  let most = 0
  let beside = 0
  const server = await serve({
    answer(line, socket) {
      if (!line.startsWith('WAIT')) return 'success'
      now++
      most = Math.max(most, now)
      if (line === 'WAIT alone') beside = Math.max(beside, now)
      setTimeout(() => {
        now--
        socket.write('success\n')
      }, 30)
      return undefined
    },
  })
  const rows = `cases: [${Array.from({ length: 8 }, (_, n) => `{n: ${n}}`).join(', ')}]`
  const wait = (what: string) => `  - send: {ann: WAIT ${what}}\n    expect: {ann: ok}`
  await run(
    server,
    [scenario(wait('alone'), `isolation: exclusive\n${rows}`), scenario(wait('together'), rows)],
    { jobs: 3 },
  )
  expect(most).toBe(3)
  expect(beside).toBe(1)
})

test('a broken run leaves no connection behind', async () => {
  const server = await serve({ answer: (line) => (line === 'PING' ? undefined : 'success') })
  await run(server, [scenario(ping)])
  const left = await new Promise<number>((resolve) => {
    const probe = connect(Number(server.url.port), '127.0.0.1')
    probe.on('data', () => resolve(server.connections() - 1))
  })
  expect(left).toBe(0)
})

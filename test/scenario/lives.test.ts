import { expect, test } from 'vitest'
import { parseScenario } from '../../src/scenario/load.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Launch, RunningServer } from '../../src/scenario/running-server.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { type Answer, type ScriptedServer, scriptedServer } from './scripted-server.js'

const toy = { ...pyChat, protocol: 'toy' }

function scenario(id: string, steps: string, more = ''): Scenario {
  const text = `pychat: 1\nid: ${id}\ntitle: a rule\nprotocol: toy\n${more}\nactors: {ann: {register: false}}\nsteps:\n${steps}\n`
  const read = parseScenario('a.yaml', text)
  if (Array.isArray(read)) throw new Error(JSON.stringify(read))
  return read
}

const ping = '  - send: {ann: PING}\n    expect: {ann: ok}'

/** A server that comes and goes as the runner wants, and writes down what was done to it. */
class Lively implements RunningServer {
  readonly done: string[] = []
  url = new URL('tcp://127.0.0.1:1')
  ended: Promise<string> = Promise.resolve('')
  #server: ScriptedServer | undefined
  #end: (how: string) => void = () => {}
  /** How many more times it starts. */
  starts = Number.POSITIVE_INFINITY

  constructor(readonly answer: (server: Lively) => Answer) {}

  launch: Launch = async () => {
    await this.start()
    return this
  }

  async start(): Promise<void> {
    this.done.push('start')
    if (this.starts-- <= 0) throw new Error('it is worn out')
    const port = this.url.port === '1' ? 0 : Number(this.url.port)
    this.#server = await scriptedServer({ answer: this.answer(this), port })
    this.url = this.#server.url
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  async die(how: string): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await server?.close()
    this.#end(how)
  }

  async stop(): Promise<void> {
    this.done.push('stop')
    await this.die('stopped')
  }

  async kill(): Promise<void> {
    this.done.push('kill')
    await this.die('killed')
  }

  async dispose(): Promise<void> {
    this.done.push('dispose')
    await this.die('disposed')
  }
}

const agreeable = () => new Lively(() => () => 'success')

test('without an address the server is launched, and disposed of at the end', async () => {
  const server = agreeable()
  const result = await runScenarios([scenario('a', ping)], { launch: server.launch, profile: toy })
  expect(result).toMatchObject({ outcome: 'held', server: server.url.href })
  expect(server.done).toEqual(['start', 'dispose'])
})

test('a server that does not start is unreachable, with its own words', async () => {
  const launch = async () => {
    throw new Error('it has no licence')
  }
  expect(await runScenarios([scenario('a', ping)], { launch, profile: toy })).toMatchObject({
    ...{ outcome: 'unreachable', reason: 'the server does not start: it has no licence', results: [] },
  })
})

test('a server that dies costs the case that killed it an error, and is started again for the others', async () => {
  const server = new Lively((self) => (line) => {
    if (line !== 'POISON') return 'success'
    void self.die('exit code 134: it did not like that')
    return undefined
  })
  const poison = scenario('poison', '  - send: {ann: POISON}\n    expect: {ann: ok}')
  const others = Array.from({ length: 20 }, (_, i) => scenario(`other.${i}`, ping))
  const result = await runScenarios([...others.slice(0, 5), poison, ...others.slice(5)], {
    ...{ launch: server.launch, profile: toy, timeout: 500 },
  })
  expect(result).toMatchObject({ outcome: 'error', counts: { pass: 20, error: 1 } })
  expect(result.results[5]).toMatchObject({
    ...{ id: 'poison', outcome: 'error', reason: 'the server died: exit code 134: it did not like that' },
  })
})

test('a server that dies for good leaves the rest unknown', async () => {
  const server = new Lively((self) => (line) => {
    if (line === 'POISON') void self.die('exit code 1')
    return 'success'
  })
  server.starts = 1
  const poison = scenario('poison', '  - send: {ann: POISON}\n  - expect: {ann: [ok, ok]}')
  const rest = Array.from({ length: 5 }, (_, i) => scenario(`rest.${i}`, ping))
  const result = await runScenarios([poison, ...rest], {
    launch: server.launch,
    profile: toy,
    jobs: 1,
    timeout: 500,
  })
  expect(result).toMatchObject({
    ...{ outcome: 'error', counts: { error: 1, unknown: 5 } },
    reason: 'given up: the server cannot be started again: it is worn out',
  })
})

test('a server that dies between cases is nobody’s pass: the run is an error', async () => {
  const server = new Lively((self) => (line, socket) => {
    if (line.startsWith('AUTH-LOGIN')) socket.on('close', () => void self.die('exit code 9'))
    return 'success'
  })
  const text = (id: string) => scenario(id, ping).source.text.replace('{ann: {register: false}}', '{ann: {}}')
  const scenarios = ['a', 'b'].map((id) => parseScenario('a.yaml', text(id)) as Scenario)
  const result = await runScenarios(scenarios, { launch: server.launch, profile: toy, jobs: 1, timeout: 500 })
  expect(result.outcome).toBe('error')
  expect(`${result.reason} ${result.results.map(({ reason }) => reason)}`).toContain('exit code 9')
})

test('what a dying server says is told without the passwords that it had', async () => {
  let told = ''
  const server = new Lively((self) => (line) => {
    if (line.startsWith('AUTH-LOGIN')) told = line
    if (line === 'POISON') void self.die(`it had ${told}`)
    return 'success'
  })
  const text = scenario('a', '  - send: {ann: POISON}\n  - expect: {ann: [ok, ok]}').source.text
  const one = parseScenario('a.yaml', text.replace('{ann: {register: false}}', '{ann: {}}')) as Scenario
  const result = await runScenarios([one], { launch: server.launch, profile: toy, timeout: 500 })
  expect(result.results[0]!.reason).toMatch(/^the server died: it had AUTH-LOGIN ann-\S+ \*\*\*$/)
})

test('a case of its own server has it started over no data, and may kill and restart it', async () => {
  const launched: Lively[] = []
  const launch: Launch = async (signal) => {
    const server = agreeable()
    launched.push(server)
    return server.launch(signal)
  }
  const steps = `${ping}\n  - server: kill\n  - server: start\n  - connect: [ann]\n${ping}\n  - server: restart\n  - connect: [ann]\n${ping}`
  const own = scenario('own', steps, 'isolation: fresh')
  const shared = scenario('shared', ping)
  const result = await runScenarios([own, shared], { launch, profile: toy })
  expect(result.results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(['pass', 'pass'])
  expect(launched.map(({ done }) => done)).toEqual([
    ['start', 'dispose'],
    ['start', 'kill', 'start', 'stop', 'start', 'dispose'],
  ])
})

test('where a server can be started once only, the shared one makes room', async () => {
  const order: string[] = []
  const launch: Launch = Object.assign(
    async (signal: AbortSignal) => {
      const server = agreeable()
      order.push('start')
      const running = await server.launch(signal)
      const { dispose } = server
      server.dispose = () => {
        order.push('dispose')
        return dispose.call(server)
      }
      return running
    },
    { isSingle: true },
  )
  const own = [1, 2].map((n) => scenario(`own.${n}`, ping, 'isolation: fresh'))
  const result = await runScenarios([...own, scenario('shared', ping)], { launch, profile: toy })
  expect(result.outcome).toBe('held')
  expect(order.slice(0, 6)).toEqual(['start', 'dispose', 'start', 'dispose', 'start', 'dispose'])
})

test('without a way to start one, such a case is skipped with the reason', async () => {
  const server = await scriptedServer()
  const own = scenario('own', '  - server: restart')
  const { results } = await runScenarios([own], { server: server.url, profile: toy })
  await server.close()
  expect(results[0]).toMatchObject({
    ...{ outcome: 'skip', reason: expect.stringContaining('needs a server of its own') },
  })
})

test('a known failure is expected, its passing is not, and an error is neither', async () => {
  const server = await scriptedServer({
    answer: (line, socket) => {
      if (line === 'NO') return 'failed no'
      if (line === 'BREAK') socket.resetAndDestroy()
      return 'success'
    },
  })
  const ask = (line: string) => `  - send: {ann: '${line}'}\n    expect: {ann: ok}`
  const scenarios = [scenario('no', ask('NO')), scenario('yes', ask('YES')), scenario('broken', ask('BREAK'))]
  const rows = scenario('rows', ask(`\${word}`), 'cases: [{word: NO}, {word: YES}]')
  const known = [...['no', 'yes', 'broken'], 'rows[word=NO]'].map((id) => ({
    id,
    clause: 'X',
    reason: 'not yet',
  }))
  const result = await runScenarios([...scenarios, rows], {
    ...{ server: server.url, profile: { ...toy, known }, timeout: 500 },
  })
  await server.close()
  expect(result.results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    ...['no xfail', 'yes xpass', 'broken error', 'rows[word=NO] xfail', 'rows[word=YES] pass'],
  ])
  expect(result.outcome).toBe('broken')
  expect(result.results[0]).toMatchObject({
    ...{ reason: 'known failure of X: not yet (ann received something else)', failure: { got: 'failed no' } },
  })
})

test('each case runs as often as is asked, and the rounds are told apart', async () => {
  const server = await scriptedServer()
  const result = await runScenarios([scenario('a', ping), scenario('b', ping)], {
    ...{ server: server.url, profile: toy, repeat: 3 },
  })
  await server.close()
  expect(result.planned).toBe(6)
  expect(result.results.map(({ id, round }) => `${id}${round}`)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
})

test('bail ends the run at the first case that does not hold', async () => {
  const server = await scriptedServer({ answer: (line) => (line === 'PING' ? 'failed' : 'success') })
  const many = Array.from({ length: 5 }, (_, i) => scenario(`a.${i}`, ping))
  const result = await runScenarios(many, { server: server.url, profile: toy, jobs: 1, bail: true })
  await server.close()
  expect(result).toMatchObject({
    ...{ outcome: 'broken', counts: { fail: 1, unknown: 4 } },
    reason: 'ended at the first case that did not hold',
  })
})

test('a scenario of another protocol is an error', async () => {
  const server = await scriptedServer()
  const { results } = await runScenarios([scenario('a', ping)], { server: server.url })
  await server.close()
  expect(results[0]).toMatchObject({ outcome: 'error', reason: expect.stringContaining('speak toy') })
})

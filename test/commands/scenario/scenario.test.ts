import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Sink } from '../../../src/cli/output.js'
import Conformance from '../../../src/commands/conformance.js'
import ScenarioLint from '../../../src/commands/scenario/lint.js'
import ScenarioRun from '../../../src/commands/scenario/run.js'
import ScenarioSchema from '../../../src/commands/scenario/schema.js'
import { startServer } from '../../../src/server/index.js'
import { runCommand } from '../../cli/run-command.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { chatWorld } from '../chat-world.js'

const scenario = (id: string, expected: string, more = '') => `pychat: 1
id: ${id}
title: the title of ${id}
clause: [REPLY-1]
level: must
${more}
actors: {ann: {login: false}}
steps:
  - send: {ann: 'AUTH-LOGOUT'}
    expect: {ann: ${expected}}
`

function filesOf(files: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const both = () =>
  filesOf({ 'a.yaml': scenario('holds.a', 'fail', 'tags: [quick]'), 'b.yaml': scenario('broken.b', 'ok') })

test('what holds and what does not is told, and the exit code says which', async () => {
  const { server } = await chatWorld([])
  const folder = both()
  const held = await runCommand(ScenarioRun, [join(folder, 'a.yaml'), '--server', server], {})
  expect(held).toMatchObject({ exit: 0, stderr: '' })
  expect(held.stdout).toContain('holds.a')
  const broken = await runCommand(ScenarioRun, [folder], { env: { PYCHAT_SERVER: server } })
  expect(broken.exit).toBe(1)
  expect(broken.stdout).toContain('b.yaml:10:19')
  const json = await runCommand(ScenarioRun, [folder, '--json'], { env: { PYCHAT_SERVER: server } })
  expect(json.exit).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'broken', counts: { pass: 1, fail: 1 } })
})

test.each([
  { flags: ['--grep', '^holds'], ids: ['holds.a'] },
  { flags: ['--tag', 'quick'], ids: ['holds.a'] },
  { flags: ['--clause', 'REPLY'], ids: ['holds.a', 'broken.b'] },
  { flags: ['--clause', 'REPLY-1', '--level', 'must', '--level', 'may'], ids: ['holds.a', 'broken.b'] },
])('$flags chooses, before the files or behind them', async ({ flags, ids }) => {
  const folder = both()
  const behind = await runCommand(ScenarioRun, [folder, '--list', '--json', ...flags])
  const ran = await runCommand(ScenarioRun, ['--list', '--json', ...flags, folder])
  expect(ran).toEqual(behind)
  expect(ran.exit).toBe(0)
  expect(JSON.parse(ran.stdout).map(({ id }: { id: string }) => id)).toEqual(ids)
})

test('--bail ends at the first that does not hold', async () => {
  const { server } = await chatWorld([])
  const folder = filesOf(
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.yaml`, scenario(`broken.n${i}`, 'ok')])),
  )
  const argv = [folder, '--server', server, '--bail', '--jobs', '1', '--json']
  const ran = await runCommand(ScenarioRun, argv)
  expect(ran.exit).toBe(1)
  const result = JSON.parse(ran.stdout)
  expect(result).toMatchObject({ outcome: 'broken', planned: 20 })
  expect(result.counts.fail + result.counts.unknown).toBe(20)
  expect(result.counts.fail).toBeLessThan(3)
})

test.each([
  { what: 'a missing file', argv: () => ['/nonexistent.yaml'], says: 'no such file' },
  { what: 'no file', argv: () => [], says: 'FILES' },
  { what: 'a wrong file', argv: () => [filesOf({ 'a.yaml': 'pychat: 2\n' })], says: 'a.yaml:1:' },
  { what: 'a choice of nothing', argv: () => [both(), '--tag', 'none'], says: 'no scenario is left' },
  { what: 'a bad pattern', argv: () => [both(), '--grep', '('], says: 'regular expression' },
  { what: 'a bad factor', argv: () => [both(), '--time-scale', '0'], says: 'factor' },
])('$what is exit 2', async ({ argv, says }) => {
  const ran = await runCommand(ScenarioRun, argv())
  expect(ran).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(says) })
})

test('a server that is not there is exit 3', async () => {
  const ran = await runCommand(ScenarioRun, [both(), '--server', '127.0.0.1:1'])
  expect(ran).toMatchObject({ exit: 3, stdout: '', stderr: expect.stringContaining('no case was run') })
  expect(ran.stderr.match(/connect/g)).toHaveLength(1)
})

test('lint tells each thing that is wrong with its place, as text or JSON', async () => {
  expect(await runCommand(ScenarioLint, [both()])).toMatchObject({
    exit: 0,
    stdout: '',
    stderr: '2 scenarios, all right\n',
  })
  const wrong = filesOf({ 'a.yaml': `${scenario('x.y', 'fail')}  - wait: 5\n` })
  const text = await runCommand(ScenarioLint, [wrong])
  expect(text).toMatchObject({ exit: 2, stdout: expect.stringMatching(/a\.yaml:11:\d+: a step starts/) })
  const json = await runCommand(ScenarioLint, [wrong, '--json'])
  expect(JSON.parse(json.stdout)).toEqual([expect.objectContaining({ line: 11, column: expect.any(Number) })])
})

test('conformance judges a server of its own, clause by clause', async () => {
  const ran = await runCommand(Conformance, ['--clause', 'LINE'])
  expect(ran).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^LINE-1 .*\n(.*\n)*.* pass/m) })
  const json = JSON.parse((await runCommand(Conformance, ['--clause', 'LINE-1', '--json'])).stdout)
  expect(json).toMatchObject({ outcome: 'held', counts: { fail: 0 } })
  expect(json.matrix.map(({ clause }: { clause: string }) => clause)).toContain('CHAT-3')
})

test('conformance judges the server that it is given', async () => {
  const { server } = await chatWorld([])
  const ran = await runCommand(Conformance, ['--clause', 'LINE-1', '--server', server, '--json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: 'held', server })
})

test('reports go where they are asked for, each in its own kind', async () => {
  const { server } = await chatWorld([])
  const folder = both()
  const reports = temporaryFolder()
  const kinds = ['terminal', 'json', 'junit', 'html', 'github', 'markdown']
  const flags = kinds.flatMap((kind) => ['--report', `${kind}=${join(reports, kind)}`])
  const ran = await runCommand(ScenarioRun, [folder, '--server', server, ...flags])
  expect(ran).toMatchObject({ exit: 1, stdout: expect.stringContaining('broken.b') })
  const report = (kind: string) => readFileSync(join(reports, kind), 'utf8')
  expect(report('terminal')).toContain('b.yaml:10:19')
  expect(JSON.parse(report('json'))).toMatchObject({ outcome: 'broken', matrix: [{ clause: 'REPLY-1' }] })
  expect(report('junit')).toContain('<testsuites')
  expect(report('html')).toMatch(/^<!doctype html>/i)
  expect(report('github')).toMatch(/^::error file=.*b\.yaml,line=10,col=19/)
  expect(report('markdown')).toMatch(/^\| REPLY/m)
})

test('--report to stdout takes the place of the usual report, and fills the job summary of GitHub', async () => {
  const { server } = await chatWorld([])
  const summary = join(temporaryFolder(), 'summary')
  const ran = await runCommand(ScenarioRun, [both(), '--server', server, '--report', 'github'], {
    env: { GITHUB_STEP_SUMMARY: summary },
  })
  expect(ran.stdout).toMatch(/^::error [^\n]*\n$/)
  expect(readFileSync(summary, 'utf8')).toContain('broken.b')
})

test('a report that there is not, or that cannot be written, is wrong usage', async () => {
  const unknown = await runCommand(ScenarioRun, [both(), '--report', 'pdf'])
  expect(unknown).toMatchObject({ exit: 2, stderr: expect.stringContaining('there are terminal, json') })
  const nowhere = join(temporaryFolder(), 'no', 'junit.xml')
  // Told before anything is run: there is no server here.
  const argv = [both(), '--server', '127.0.0.1:1']
  const ran = await runCommand(ScenarioRun, [...argv, '--report', `junit=${nowhere}`])
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('junit.xml') })
})

test.each([
  { what: 'without a name', flags: ['--report', 'junit='], says: 'names no file' },
  {
    what: 'to one file',
    flags: ['--report', 'junit=a.xml', '--report', 'html=./a.xml'],
    says: 'cannot both go',
  },
  { what: 'beside JSON', flags: ['--json', '--report', 'terminal'], says: 'go to stdout with json' },
  { what: 'beside a document', flags: ['--report', 'github', '--report', 'html'], says: 'stdout with html' },
])('reports $what are wrong usage', async ({ flags, says }) => {
  const ran = await runCommand(ScenarioRun, [both(), '--server', '127.0.0.1:1', ...flags])
  expect(ran).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(says) })
})

test.runIf(existsSync('/dev/full'))(
  'a report that fails in the writing costs none of the others',
  async () => {
    const { server } = await chatWorld([])
    const junit = join(temporaryFolder(), 'junit.xml')
    const reports = ['--report', 'html=/dev/full', '--report', `junit=${junit}`]
    const ran = await runCommand(ScenarioRun, [both(), '--server', server, ...reports])
    expect(ran).toMatchObject({ exit: 2, stdout: expect.stringContaining('b.yaml:10:19') })
    expect(ran.stderr).toContain('cannot write /dev/full')
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites')
  },
)

test('where nobody reads stdout any more the reports to files are written', async () => {
  const { server } = await chatWorld([])
  const junit = join(temporaryFolder(), 'junit.xml')
  const stdout: Sink = { write: (_, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })) }
  const argv = [both(), '--server', server, '--report', `junit=${junit}`]
  const ran = await runCommand(ScenarioRun, argv, { stdout })
  expect(ran.exit).not.toBe(0)
  expect(readFileSync(junit, 'utf8')).toContain('<testsuites')
})

test('a run that could judge nothing says so', async () => {
  const { server } = await chatWorld([])
  const folder = filesOf({ 'a.yaml': scenario('holds.a', 'fail', 'needs: [tls]') })
  const ran = await runCommand(ScenarioRun, [folder, '--server', server])
  expect(ran).toMatchObject({ exit: 0, stderr: 'nothing was judged: every case was skipped\n' })
})

test('scenarios for other servers are no matter where they are not chosen', async () => {
  const { server } = await chatWorld([])
  const folder = filesOf({
    'a.yaml': scenario('holds.a', 'fail'),
    'b.yaml': scenario('other.b', 'any', 'protocol: irc').replace('[REPLY-1]', '[]'),
  })
  const argv = [folder, '--server', server]
  expect(await runCommand(ScenarioRun, [...argv, '--grep', 'holds'])).toMatchObject({ exit: 0 })
  const all = await runCommand(ScenarioRun, argv)
  expect(all).toMatchObject({ exit: 2, stderr: expect.stringContaining('servers that speak irc') })
})

test('a run that judged nothing still writes its reports', async () => {
  const gone = await startServer({ port: 0 })
  await gone.close()
  const server = `tcp://127.0.0.1:${gone.port}`
  const junit = join(temporaryFolder(), 'junit.xml')
  const ran = await runCommand(ScenarioRun, [both(), '--server', server, '--report', `junit=${junit}`])
  expect(ran).toMatchObject({ exit: 3, stdout: '' })
  expect(readFileSync(junit, 'utf8')).toContain('<error')
})

const profile = (more: string) =>
  filesOf({
    'server.yaml': `pychat: 1
profile: mine
start:
  command: ['\${node}', '\${package}/bin/run.js', serve, --port, '\${port}', --memory, --json, --password-cost, '16']
${more}`,
  })

test('a profile says how to start the server, and which failures are known', async () => {
  const folder = both()
  const known = profile('known: [{id: broken.b, clause: REPLY-1, reason: not yet}]\n')
  const ran = await runCommand(ScenarioRun, [folder, '--profile-file', join(known, 'server.yaml'), '--json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({
    ...{ outcome: 'held', profile: 'mine', counts: { pass: 1, xfail: 1 } },
  })
  expect(ran.exit).toBe(0)
  const other = profile('known: [{id: broken.b, clause: CHAT-3, reason: not yet}]\n')
  expect(await runCommand(ScenarioRun, [folder, '--profile-file', join(other, 'server.yaml')])).toMatchObject(
    {
      ...{
        exit: 2,
        stderr: expect.stringContaining('broken.b is of CHAT-3, and the scenario cites REPLY-1'),
      },
    },
  )
})

test('a profile of another protocol, and one that is wrong, run nothing', async () => {
  const irc = await runCommand(ScenarioRun, [both(), '--profile-file', 'irc'])
  expect(irc).toMatchObject({ exit: 2, stderr: expect.stringContaining('for servers that speak py-chat') })
  const wrong = await runCommand(ScenarioRun, [
    both(),
    '--profile-file',
    join(profile('knwon: []\n'), 'server.yaml'),
  ])
  expect(wrong).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('server.yaml:5:1: knwon: unknown key'),
  })
  const none = await runCommand(ScenarioRun, [both(), '--profile-file', 'no-such-profile'])
  expect(none).toMatchObject({ exit: 2, stderr: expect.stringContaining('there is no such file') })
})

test('--repeat runs each case so often', async () => {
  const { server } = await chatWorld([])
  const ran = await runCommand(ScenarioRun, [both(), '--server', server, '--repeat', '3', '--json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({ planned: 6, counts: { pass: 3, fail: 3 } })
})

test('schema prints what editors complete from', async () => {
  expect(JSON.parse((await runCommand(ScenarioSchema, [])).stdout)).toHaveProperty('$defs')
  expect(JSON.parse((await runCommand(ScenarioSchema, ['--profile'])).stdout)).toMatchObject({
    properties: { profile: expect.anything() },
  })
  const compact = await runCommand(ScenarioSchema, ['--json'])
  expect(compact.stdout.trimEnd().split('\n')).toHaveLength(1)
})

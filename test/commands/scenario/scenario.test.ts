import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import Conformance from '../../../src/commands/conformance.js'
import ScenarioLint from '../../../src/commands/scenario/lint.js'
import ScenarioRun from '../../../src/commands/scenario/run.js'
import { runCommand, temporaryFolder } from '../../cli/run-command.js'
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
])('$flags chooses', async ({ flags, ids }) => {
  const ran = await runCommand(ScenarioRun, [both(), '--list', '--json', ...flags])
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
  { what: 'no file', argv: () => [], says: 'files' },
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

import { expect, test } from 'vitest'
import Listen from '../../src/commands/listen.js'
import { runCommand } from '../cli/run-command.js'
import { answer } from '../client/scripted-server.js'
import { chatWorld } from './chat-world.js'

const send = async (world: Awaited<ReturnType<typeof chatWorld>>, ...texts: string[]) => {
  const bob = await world.session('bob')
  for (const message of texts) await bob.chatPrivateSend({ name: 'ann', message })
}
const lines = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('--json says when it is ready, then one event a line, up to --count', async () => {
  const world = await chatWorld(['ann', 'bob'])
  await send(world, 'one', 'two', 'three')
  const { stdout, exit, stderr } = await runCommand(Listen, ['--json', '--since', '-', '--count', '2'], {
    env: world.as('ann'),
  })
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
  expect(lines(stdout)).toEqual([
    { type: 'ready' },
    { type: 'message', message: expect.objectContaining({ text: 'one' }) },
    { type: 'message', message: expect.objectContaining({ text: 'two' }) },
  ])
})

test('fewer than asked by the time-out is exit 5, without --count the time-out is the end', async () => {
  const world = await chatWorld(['ann', 'bob'])
  await send(world, 'deploy now', 'nothing')
  const argv = ['--since', '-', '--match', '^deploy ', '--timeout', '400ms']
  const fewer = await runCommand(Listen, [...argv, '--count', '2'], { env: world.as('ann') })
  expect(fewer).toMatchObject({ exit: 5, stderr: expect.stringContaining('1 of 2 events') })
  expect(fewer.stdout.split('\t').slice(1)).toEqual(['bob', 'deploy now\n'])
  expect((await runCommand(Listen, argv, { env: world.as('ann') })).exit).toBe(0)
})

test('it fetches nothing, and with --fetch what was handed on', async () => {
  const world = await chatWorld(['ann', 'bob'])
  await send(world, 'one', 'two')
  const ann = await world.session('ann')
  const unread = async () => (await ann.notifGet()).value?.map(({ text }) => text)
  const env = world.as('ann')
  await runCommand(Listen, ['--since', '-', '--count', '2'], { env })
  expect(await unread()).toEqual(['one', 'two'])
  const broken = {
    write: (_: unknown, done: (error: Error) => void) => done(Object.assign(new Error(), { code: 'EPIPE' })),
  }
  expect(await runCommand(Listen, ['--fetch', '--count', '2'], { env, stdout: broken })).toMatchObject({
    exit: 2,
    stderr: expect.not.stringContaining('EPIPE'),
  })
  expect(await unread()).toEqual(['one', 'two'])
  const failing = ['--fetch', '--exec', 'grep -q one', '--shell']
  expect(await runCommand(Listen, failing, { env })).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining('message 2, which stays unread'),
  })
  expect(await unread()).toEqual(['one', 'two'])
  const fetched = await runCommand(Listen, ['--fetch', '--count', '2', '--json'], { env })
  expect(lines(fetched.stdout)).toHaveLength(3)
  expect(await unread()).toEqual([])
})

test('--exec runs a command for each event, without a shell, and tells its exit codes', async () => {
  const world = await chatWorld(['ann', 'bob'])
  await send(world, 'one', '$(touch hacked)', 'three')
  const argv = ['--since', '-', '--count', '3', '--json', '--exec']
  const node = [process.execPath, '--', '-e', CHECK]
  const ran = await runCommand(Listen, [...argv, ...node], { env: world.as('ann') })
  expect(lines(ran.stdout).map(({ type, exit, event }) => [type, exit, event?.message.text])).toEqual([
    ['ready', undefined, undefined],
    ['exec', 0, 'one'],
    ['exec', 7, '$(touch hacked)'],
    ['exec', 0, 'three'],
  ])
  expect(ran).toMatchObject({ exit: 1, stderr: expect.stringContaining('1 of 3') })
  const none = await runCommand(Listen, [...argv, './no such thing'], { env: world.as('ann') })
  expect(none).toMatchObject({ exit: 2, stderr: expect.stringContaining('--shell') })
})

/** Exits with 7 where its event has a `$` in its text. */
const CHECK = `
  const event = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
  process.exit(event.message.text.includes('$') ? 7 : process.env.PYCHAT_USER === 'ann' ? 0 : 1)`

test('a server that pushes nothing is polled, and a person is told', async () => {
  const inbox = [{ id: 'a', from: 'bob', text: 'hi', at: '2026-01-01T00:00:00.000Z' }]
  const server = await answer((line) => {
    if (line.startsWith('AUTH')) return 'success'
    return line === 'NOTIF-GET' ? `success ${JSON.stringify(inbox)}` : 'failed what?'
  })
  const env = { PYCHAT_SERVER: server, PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 's3cret' }
  const ran = await runCommand(Listen, ['--since', '-', '--count', '1'], { env })
  expect(ran).toMatchObject({ exit: 0, stderr: expect.stringContaining('every 2 s') })
  expect(ran.stdout).toBe('2026-01-01T00:00:00.000Z\tbob\thi\n')
})

test.each([
  [['x'], 'unexpected argument: x'],
  [['--from', 'bob', 'x'], 'unexpected argument: x'],
  [['--type', 'message', '--', 'x'], 'unexpected argument: x'],
  [['--exec', 'cat', 'x'], 'put -- before'],
  [['--match', '('], 'Invalid regular expression'],
  [['--fetch', '--since', '-'], '--since'],
  [['--fetch', '--from', 'bob', '--group', 'g1'], 'not both'],
  [['--shell'], '--exec'],
  [['--since', 'a b'], 'after must be'],
])('%j is wrong usage', async (argv, says) => {
  const ran = await runCommand(Listen, argv, { env: { PYCHAT_SERVER: '127.0.0.1:1' } })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining(says) })
})

test('a server that was never reached is exit 3, a refused login 4', async () => {
  const env = { PYCHAT_SERVER: '127.0.0.1:1', PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 'x' }
  expect((await runCommand(Listen, [], { env })).exit).toBe(3)
  const { as } = await chatWorld(['ann'])
  expect((await runCommand(Listen, [], { env: { ...as('ann'), PYCHAT_PASSWORD: 'x' } })).exit).toBe(4)
})

test('--dry-run shows what it would send', async () => {
  const env = { PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 's3cret' }
  expect((await runCommand(Listen, ['--dry-run'], { env })).stdout).toBe(
    'AUTH-LOGIN ann ***\nNOTIF-LISTEN on\n',
  )
})

test.each([[[]], [['--json']]])(
  '%j: a group that the account is not in is told, and is no error',
  async (json) => {
    const world = await chatWorld(['ann', 'bob'])
    const [mine = '', theirs = ''] = await Promise.all(
      ['ann', 'bob'].map(
        async (name) => (await (await world.session(name)).groupCreate({ title: 'team' })).value?.code,
      ),
    )
    const argv = [...json, '-g', mine, '-g', theirs, '--timeout', '500ms']
    const { exit, stdout, stderr } = await runCommand(Listen, argv, { env: world.as('ann') })
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: json.length > 0 ? '{"type":"ready"}\n' : '' })
    expect(stderr.match(/.*\bno group .*/g)).toEqual([
      `you are in no group ${theirs}: nothing of it shows before you join; your groups: pychat group get`,
    ])
  },
)

test('where the server cannot list groups, -g listens all the same', async () => {
  const server = await answer((line) =>
    line.startsWith('AUTH') ? 'success {"user":"ann","unread":0}' : 'failed busy: later',
  )
  const env = { PYCHAT_SERVER: server, PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 's3cret' }
  const { stderr } = await runCommand(Listen, ['-g', 'k3x9m2p7q4r8', '--timeout', '500ms'], { env })
  expect(stderr).not.toContain('no group')
})

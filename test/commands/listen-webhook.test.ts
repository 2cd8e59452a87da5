import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import Listen from '../../src/commands/listen.js'
import { runCommand } from '../cli/run-command.js'
import { poll } from '../helpers/poll.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { webhookReceiver } from '../helpers/webhook-receiver.js'
import { chatWorld } from './chat-world.js'

async function world(...texts: string[]) {
  const chat = await chatWorld(['ann', 'bob'])
  const receiver = await webhookReceiver()
  const state = temporaryFolder()
  const env = { ...chat.as('ann'), XDG_STATE_HOME: state, PYCHAT_WEBHOOK_SECRET: receiver.secret }
  const bob = await chat.session('bob')
  const send = async (...messages: string[]) => {
    for (const message of messages) await bob.chatPrivateSend({ name: 'ann', message })
  }
  await send(...texts)
  const run = (...argv: string[]) => runCommand(Listen, ['--webhook', receiver.url, ...argv], { env })
  return { ...chat, receiver, env, send, run, bob, letters: join(state, 'letters') }
}

test('each event is posted, signed, and stdout is what it is without a webhook', async () => {
  const { run, receiver } = await world('one', 'two')
  const ran = await run('--since', '-', '--count', '2', '--json')
  expect(ran).toMatchObject({ exit: 0, stderr: '' })
  const lines = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ type }) => type)).toEqual(['ready', 'message', 'message'])
  expect(receiver.got.map(({ type, data }) => ({ type, data }))).toEqual(
    lines.slice(1).map(({ type, message }) => ({ type, data: message })),
  )
  expect(receiver.got[0]!.timestamp).toBe(lines[1].message.at)
})

test('presence and changes of groups are posted as well, each with an id of its own', async () => {
  const { run, receiver, bob, session } = await world()
  const ann = await session('ann')
  await ann.contactAdd({ name: 'bob' })
  const { value: group } = await bob.groupCreate({ title: 'team' })
  const ran = run('--count', '2', '--timeout', '10s', '--type', 'presence', '--type', 'group')
  await new Promise((resolve) => setTimeout(resolve, 300))
  await bob.groupInvite({ code: group!.code, names: ['ann'] })
  await bob.close()
  expect(await ran).toMatchObject({ exit: 0 })
  expect(receiver.got).toMatchObject([
    { type: 'group', data: { code: group!.code, change: 'joined', name: 'ann' } },
    { type: 'presence', data: { name: 'bob', online: false } },
  ])
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(2)
})

test('a message has the same id whenever it is posted', async () => {
  const { run, receiver } = await world('one')
  for (let i = 0; i < 2; i++) await run('--since', '-', '--count', '1')
  expect(receiver.got).toHaveLength(2)
  expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1)
})

test('a receiver that fails at first gets all in order', async () => {
  const { run, receiver } = await world('one', 'two', 'three')
  let tries = 0
  receiver.status = () => ([503, 'reset', 500] as const)[tries++] ?? 200
  const ran = await run('--since', '-', '--count', '3')
  expect(ran).toMatchObject({
    exit: 0,
    stderr: expect.stringMatching(/takes nothing.*\n.*takes events again/),
  })
  expect(receiver.texts()).toEqual(['one', 'two', 'three'])
})

test('what is refused is a dead letter, and --replay sends it again', async () => {
  const { run, receiver, letters } = await world('one', 'two', 'three')
  receiver.status = ({ data }) => (data.text === 'two' ? 422 : 200)
  const kept = ['--dead-letters', letters]
  const refused = await run('--since', '-', '--count', '3', ...kept)
  expect(refused).toMatchObject({ exit: 1, stderr: expect.stringContaining(`--replay '${letters}'`) })
  expect(receiver.texts()).toEqual(['one', 'three'])
  expect(await run('--replay', letters)).toMatchObject({ exit: 1, stderr: expect.stringContaining('0 of 1') })
  expect(readFileSync(letters, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  receiver.status = () => 200
  expect(await run('--replay', letters)).toMatchObject({ exit: 0, stderr: expect.stringContaining('1 of 1') })
  expect(receiver.texts()).toEqual(['one', 'three', 'two'])
  expect(existsSync(letters)).toBe(false)
  expect(await run('--replay', letters)).toMatchObject({ exit: 2 })
})

test('where dead letters cannot be kept it ends, and the next run has them still', async () => {
  const { run, receiver } = await world('one')
  receiver.status = () => 422
  expect(await run('--since', '-', '--count', '1', '--dead-letters', '/dev/full')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('the disk is full'),
  })
  receiver.status = () => 200
  const next = await run('--timeout', '500ms')
  expect(next).toMatchObject({ exit: 0, stderr: expect.stringContaining('1 event of an earlier run') })
  expect(receiver.texts()).toEqual(['one'])
})

test('each account has its own queue and place, with a token of the environment too', async () => {
  const { receiver, env, session, bob, send } = await world()
  const listenAs = async (name: string, ...argv: string[]) => {
    const { value } = await (await session(name)).authToken()
    return runCommand(Listen, ['--webhook', receiver.url, '--resume', ...argv], {
      env: { ...env, PYCHAT_USER: undefined, PYCHAT_PASSWORD: undefined, PYCHAT_TOKEN: value!.token },
    })
  }
  await listenAs('ann', '--timeout', '500ms')
  await send('to ann')
  const ann = await session('ann')
  await ann.chatPrivateSend({ name: 'bob', message: 'to bob, before he listened' })
  await listenAs('bob', '--timeout', '500ms')
  await bob.chatPrivateSend({ name: 'bob', message: 'to bob' })
  await listenAs('bob', '--count', '1', '--timeout', '5s')
  await listenAs('ann', '--count', '1', '--timeout', '5s')
  expect(receiver.texts()).toEqual(['to bob', 'to ann'])
})

test('a receiver that answers 410 ends it, with words', async () => {
  const { run, receiver } = await world('one')
  receiver.status = () => 410
  expect(await run('--since', '-')).toMatchObject({ exit: 1, stderr: expect.stringContaining('410') })
})

test('what the time is too short for waits for the next run, which goes on without a gap', async () => {
  const { run, receiver, send } = await world('one', 'two')
  receiver.status = () => 503
  const ran = await run('--since', '-', '--timeout', '500ms')
  expect(ran).toMatchObject({ exit: 1, stderr: expect.stringContaining('2 events not delivered') })
  await send('three')
  receiver.status = () => 200
  expect(await run('--resume', '--count', '1', '--timeout', '10s')).toMatchObject({ exit: 0 })
  expect(receiver.texts()).toEqual(['one', 'two', 'three'])
})

test('--resume starts where the first run began to listen, even if nothing came', async () => {
  const { run, receiver, send } = await world('before')
  expect(await run('--resume', '--timeout', '300ms')).toMatchObject({ exit: 0 })
  await send('one')
  expect(await run('--resume', '--timeout', '10s', '--count', '1')).toMatchObject({ exit: 0 })
  expect(receiver.texts()).toEqual(['one'])
})

test('with --fetch a message is fetched once it is on the disk', async () => {
  const { run, receiver, session } = await world('one', 'two')
  receiver.status = () => 503
  await run('--fetch', '--timeout', '500ms')
  expect((await (await session('ann')).notifGet()).value).toEqual([])
  receiver.status = () => 200
  await run('--fetch', '--timeout', '1s')
  expect(receiver.texts()).toEqual(['one', 'two'])
})

test('a second listener for the same webhook is refused', async () => {
  const { run, receiver, send } = await world()
  const first = run('--timeout', '10s', '--count', '1')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await run()).toMatchObject({ exit: 2, stderr: expect.stringContaining('another pychat') })
  await send('one')
  expect(await first).toMatchObject({ exit: 0 })
  await poll(receiver.texts, ({ length }) => length === 1)
})

test('without a secret nothing is sent: exit 4 says how to get one', async () => {
  const { env, receiver } = await world('one')
  const argv = ['--webhook', receiver.url, '--since', '-', '--count', '1']
  const none = { ...env, PYCHAT_WEBHOOK_SECRET: '' }
  expect(await runCommand(Listen, argv, { env: none })).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining('pychat webhook secret URL'),
  })
  const file = join(temporaryFolder(), 'secret')
  writeFileSync(file, `${receiver.secret}\n`)
  const named = await runCommand(Listen, [...argv, '--webhook-secret-file', file], { env: none })
  expect(named).toMatchObject({ exit: 0 })
  expect(receiver.texts()).toEqual(['one'])
})

test.each([
  [['--webhook', 'ftp://x/'], 'http: or https:'],
  [['--webhook', 'http://u:p@x/'], 'a user or a password'],
  [['--webhook', 'http://x/', '--exec', 'cat'], '--exec'],
  [['--webhook', 'http://x/', '--resume', '--since', '-'], '--since'],
  [['--webhook', 'http://x/', '--replay', 'f', '--count', '1'], '--count'],
  [['--replay', 'f'], '--webhook'],
  [['--resume'], '--webhook'],
  [['--jobs', '2'], '--exec'],
])('%j is wrong usage', async (argv, says) => {
  const ran = await runCommand(Listen, argv, { env: { PYCHAT_SERVER: '127.0.0.1:1' } })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining(says) })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { writeLetter } from '../../src/cli/webhook/dead-letters.js'
import { chatWorld } from '../commands/chat-world.js'
import { pause, poll } from '../helpers/poll.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { type Receiver, webhookReceiver } from '../helpers/webhook-receiver.js'

const run = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A chat in which ann's events go to a receiver: `listen` starts the built command, `said` is what it wrote to stderr. */
async function world() {
  const chat = await chatWorld(['ann', 'bob', 'eve'])
  const receiver = await webhookReceiver()
  const home = temporaryFolder()
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, PYCHAT_WEBHOOK_SECRET: receiver.secret },
    ...chat.as('ann'),
  }
  const start = (prelude: string, argv: string[]) => {
    const script = `${prelude} exec "$0" "$@"`
    const args = [process.execPath, run, 'listen', '--webhook', receiver.url, ...argv]
    const child = spawn('bash', ['-c', script, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    return { child, said: () => said }
  }
  const listen = (...argv: string[]) => start('', ['--resume', ...argv])
  const replay = (path: string) => start('', ['--replay', path])
  /** No file may grow beyond so many KiB: what a full disk is like. */
  const listenWithin = (size: number, ...argv: string[]) =>
    start(`trap '' XFSZ; ulimit -f ${size};`, ['--resume', ...argv])
  const ready = (listener: ReturnType<typeof listen>) =>
    poll(listener.said, (said) => said.includes('listening at'), 15_000)
  return { ...chat, receiver, home, listen, listenWithin, replay, ready }
}

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** The texts of one sender, each where it came first. */
const firstOf = ({ got }: Receiver, from: string) => [
  ...new Set(got.filter(({ data }) => data.from === from).map(({ data }) => data.text)),
]

test('killed over and over, with a receiver that fails, it posts every message, in order, with one id each', async () => {
  const { receiver, listen, ready, session } = await world()
  receiver.status = () => (Math.random() < 0.2 ? 503 : 204)
  const sent: Record<string, string[]> = { bob: [], eve: [] }
  let isOver = false
  const sending = ['bob', 'eve'].map(async (name) => {
    const client = await session(name)
    while (!isOver) {
      const message = `${name} ${sent[name]!.length}`
      await client.chatPrivateSend({ name: 'ann', message })
      sent[name]!.push(message)
      await pause(5)
    }
  })
  let listener = listen()
  await ready(listener)
  for (let round = 0; round < 4; round++) {
    await pause(300 + Math.random() * 300)
    listener.child.kill('SIGKILL')
    await exitOf(listener.child)
    listener = listen()
    await ready(listener)
  }
  isOver = true
  await Promise.all(sending)
  receiver.status = () => 204
  for (const name of ['bob', 'eve']) {
    const last = sent[name]!.at(-1)!
    await poll(
      () => firstOf(receiver, name),
      (texts) => texts.includes(last),
      60_000,
    )
    const texts = firstOf(receiver, name)
    // What was sent before the first start is not told.
    const first = sent[name]!.indexOf(String(texts[0]))
    expect(texts).toEqual(sent[name]!.slice(first))
    expect(texts.length).toBeGreaterThan(50)
  }
  const ids = new Map(receiver.got.map(({ id, data }) => [id, data.text]))
  expect(ids.size).toBe(new Set(ids.values()).size)
}, 120_000)

test('SIGTERM amid an outage ends it soon, and the next run delivers what waited', async () => {
  const { receiver, listen, ready, session } = await world()
  receiver.status = () => 'reset'
  const first = listen()
  await ready(first)
  const bob = await session('bob')
  for (const message of ['one', 'two', 'three']) await bob.chatPrivateSend({ name: 'ann', message })
  await poll(first.said, (said) => said.includes('takes nothing'), 20_000)
  first.child.kill('SIGTERM')
  expect(await exitOf(first.child)).toBe(130)
  expect(first.said()).toMatch(/3 events not delivered .*: the next run goes on with them/)
  receiver.status = () => 204
  const second = listen('--timeout', '2s')
  expect(await exitOf(second.child)).toBe(0)
  expect(receiver.texts()).toEqual(['one', 'two', 'three'])
}, 60_000)

test('SIGTERM while the receiver thinks ends it in time, at worst with a repetition', async () => {
  const { receiver, listen, ready, session } = await world()
  const bob = await session('bob')
  const first = listen()
  await ready(first)
  let asked = 0
  receiver.status = () => {
    asked++
    first.child.kill('SIGTERM')
    const end = performance.now() + 300
    while (performance.now() < end) {}
    return 204
  }
  await bob.chatPrivateSend({ name: 'ann', message: 'one' })
  await bob.chatPrivateSend({ name: 'ann', message: 'two' })
  const start = performance.now()
  expect(await exitOf(first.child)).toBe(130)
  expect(performance.now() - start).toBeLessThan(4000)
  expect(asked).toBe(1)
  receiver.status = () => 204
  expect(await exitOf(listen('--timeout', '2s').child)).toBe(0)
  expect([...new Set(receiver.texts())]).toEqual(['one', 'two'])
}, 60_000)

test('a disk that takes no more is exit 2, and what it did not take comes with the next run', async () => {
  const { receiver, listen, listenWithin, ready, session } = await world()
  receiver.status = () => 503
  const first = listenWithin(150)
  await ready(first)
  const bob = await session('bob')
  const texts = Array.from({ length: 200 }, (_, i) => `${i} ${'x'.repeat(90)}`)
  for (const message of texts) await bob.chatPrivateSend({ name: 'ann', message })
  expect(await exitOf(first.child)).toBe(2)
  expect(first.said()).toMatch(/cannot write the queue .*--resume/s)
  receiver.status = () => 204
  const second = listen('--timeout', '5s')
  expect(await exitOf(second.child)).toBe(0)
  expect(firstOf(receiver, 'bob')).toEqual(texts)
}, 60_000)

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a replay amid which %s comes is taken up by the next one',
  async (signal) => {
    const { receiver, home, replay } = await world()
    const path = join(home, 'letters')
    const body = (text: string) =>
      JSON.stringify({ type: 'message', timestamp: '', data: { from: 'bob', text } })
    const texts = Array.from({ length: 50 }, (_, i) => `n${i}`)
    const letters = texts.map((text) =>
      writeLetter({ id: `msg_${text}`, conversation: 'user bob', body: body(text) }, ''),
    )
    writeFileSync(path, `${letters.join('\n')}\n`)
    receiver.status = ({ data }) => (data.text === 'n20' ? 503 : 204)
    const first = replay(path)
    await poll(receiver.texts, ({ length }) => length === 20, 15_000)
    first.child.kill(signal)
    expect(await exitOf(first.child)).toBe(signal === 'SIGTERM' ? 130 : null)
    if (signal === 'SIGTERM') expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(30)
    receiver.status = () => 204
    expect(await exitOf(replay(path).child)).toBe(0)
    expect(firstOf(receiver, 'bob')).toEqual(texts)
    expect(await exitOf(replay(path).child)).toBe(2)
  },
  60_000,
)

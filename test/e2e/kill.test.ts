import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { pause } from '../helpers/poll.js'
import { RawClient } from '../helpers/raw-client.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const ROUNDS = 20
const SENDERS = ['ani', 'budi', 'cici']
const READER = 'dewi'

const script = (data: string) => `
  const { startServer } = await import('${new URL('../../src/server/index.ts', import.meta.url)}')
  const { port } = await startServer({ port: 0, data: ${JSON.stringify(data)}, passwordCost: 1024, loginThrottle: false })
  process.send(port)`

async function startProcess(data: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script(data)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])
  return { child, port: port as number }
}

async function login(port: number, name: string): Promise<RawClient> {
  const client = RawClient.dial(port)
  onTestFinished(() => client.close())
  await client.line()
  await client.ask(`AUTH-REGISTER ${name} secret secret`)
  await client.value(`AUTH-LOGIN ${name} secret`)
  return client
}

/** Sends numbered messages, some at once, until the connection breaks; answers the last that was acknowledged. */
async function sendAll(client: RawClient, from: number, sent: (number: number) => void): Promise<number> {
  let acknowledged = from - 1
  try {
    for (let next = from; ; ) {
      const batch = Array.from({ length: 20 }, () => next++)
      sent(next - 1)
      client.sendLines(...batch.map((number) => `CHAT-PRIVATE-SEND ${READER} ${number}`))
      for (const number of batch) {
        if (!(await client.reply()).startsWith('success')) throw new Error(`${number} was refused`)
        acknowledged = number
      }
    }
  } catch {
    return acknowledged
  }
}

/** Fetches until the connection breaks. `settled` gets each batch that is known to be so: a later reply came. */
async function fetchAll(
  client: RawClient,
  settled: (sender: string, numbers: number[]) => void,
  until: () => boolean,
) {
  let open: [string, number[]] | undefined
  try {
    while (!until()) {
      let got = 0
      for (const sender of SENDERS) {
        const messages = await client.value<{ text: string }[]>(`CHAT-PRIVATE-GET ${sender}`)
        if (open) settled(...open)
        open = [sender, messages.map(({ text }) => Number(text))]
        got += messages.length
      }
      if (got === 0) await pause(2)
    }
    return undefined
  } catch {
    return open
  }
}

test('a server that is killed over and over loses no message that it acknowledged, and hands out each in order', async () => {
  const data = temporaryFolder()
  const highest = new Map(SENDERS.map((sender) => [sender, 0]))
  const acknowledged = new Map(SENDERS.map((sender) => [sender, [] as [from: number, to: number][]]))
  const received = new Map(SENDERS.map((sender) => [sender, [] as number[]]))
  const take = (sender: string, numbers: number[]) => void received.get(sender)!.push(...numbers)
  let unsure: [string, number[]] | undefined

  /** What was in the reader's hands when the server died: either unread again, or settled by the request behind it. */
  const resolve = async (reader: RawClient) => {
    if (!unsure) return
    const [sender, numbers] = unsure
    unsure = undefined
    if (numbers.length === 0) return
    const messages = await reader.value<{ text: string }[]>(`CHAT-PRIVATE-GET ${sender}`)
    await reader.ask('SERVER-INFO')
    const got = messages.map(({ text }) => Number(text))
    if (got[0] !== numbers[0]) take(sender, numbers)
    take(sender, got)
  }

  for (let round = 0; round < ROUNDS; round++) {
    const { child, port } = await startProcess(data)
    const reader = await login(port, READER)
    await resolve(reader)
    const senders = await Promise.all(
      SENDERS.map(async (name) => ({ name, client: await login(port, name) })),
    )
    const sending = senders.map(async ({ name, client }) => {
      const from = highest.get(name)! + 1
      const last = await sendAll(client, from, (number) => highest.set(name, number))
      acknowledged.get(name)!.push([from, last])
    })
    const fetching = fetchAll(reader, take, () => false)
    await pause(60 + Math.random() * 120)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await Promise.all(sending)
    unsure = await fetching
  }

  const { child, port } = await startProcess(data)
  const reader = await login(port, READER)
  await resolve(reader)
  for (const sender of SENDERS) {
    for (;;) {
      const messages = await reader.value<{ text: string }[]>(`CHAT-PRIVATE-GET ${sender}`)
      if (messages.length === 0) break
      take(
        sender,
        messages.map(({ text }) => Number(text)),
      )
    }
  }
  child.kill('SIGKILL')

  let total = 0
  for (const sender of SENDERS) {
    const got = received.get(sender)!
    expect(got, `${sender}’s messages came in order, each once`).toEqual(
      [...new Set(got)].sort((a, b) => a - b),
    )
    const there = new Set(got)
    for (const [from, to] of acknowledged.get(sender)!) {
      for (let number = from; number <= to; number++) {
        if (!there.has(number)) throw new Error(`message ${number} of ${sender} was acknowledged and is lost`)
        total++
      }
    }
  }
  expect(total).toBeGreaterThan(ROUNDS * 20)
}, 60_000)

import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { startServer } from '../../src/server/index.js'
import { Link } from '../../src/shell/link.js'
import { type LiveEvent, live } from '../../src/shell/live.js'
import { temporaryFolder } from '../cli/run-command.js'
import { answer } from '../client/scripted-server.js'
import { chatWorld } from '../commands/chat-world.js'
import { poll } from '../helpers/poll.js'

const secret = { kind: 'password', user: 'modis', secret: 's3cret' } as const

/** What is told from now on to modis, who is logged in; each event in short. */
async function heard(origin: string): Promise<{ events: string[]; link: Link }> {
  const stop = new AbortController()
  const link = new Link({ origin, timeout: 5_000, signal: stop.signal })
  await link.logIn(secret)
  const events: string[] = []
  const running = live(link, (event) => events.push(inShort(event)), stop.signal)
  onTestFinished(async () => {
    stop.abort()
    await running
  })
  return { events, link }
}

const inShort = (event: LiveEvent) => (event.type === 'message' ? event.message.text : event.type)

test('a lost connection is made again, and what was missed is told once', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const budi = await session('budi')
  const { events, link } = await heard(server)
  // Listening is on once this is answered.
  await link.use((client) => client.serverInfo())
  await budi.chatPrivateSend({ name: 'modis', message: 'satu' })
  await poll(
    () => events,
    ({ length }) => length === 1,
  )
  await link.use(async (client) => client.reset())
  await budi.chatPrivateSend({ name: 'modis', message: 'dua' })
  await poll(
    () => events,
    (events) => events.includes('back'),
  )
  await budi.chatPrivateSend({ name: 'modis', message: 'tiga' })
  await poll(
    () => events,
    (events) => events.includes('tiga'),
  )
  expect(events).toEqual(['satu', 'lost', 'dua', 'back', 'tiga'])
})

test('a connection that is given up here is made again without a word', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const budi = await session('budi')
  const { events, link } = await heard(server)
  await link.use((client) => client.serverInfo())
  await budi.chatPrivateSend({ name: 'modis', message: 'satu' })
  await poll(
    () => events,
    ({ length }) => length === 1,
  )
  link.leave()
  await budi.chatPrivateSend({ name: 'modis', message: 'dua' })
  await poll(
    () => events,
    (events) => events.includes('dua'),
  )
  expect(events).toEqual(['satu', 'dua'])
})

test('a server that is away is tried again until it is there', async () => {
  const data = temporaryFolder()
  const first = await startServer({ port: 0, data, passwordCost: 1024 })
  const origin = `tcp://127.0.0.1:${first.port}`
  const client = await connect(origin)
  await client.authRegister({ name: 'modis', password: 's3cret', confirm: 's3cret' })
  await client.close()
  const { events } = await heard(origin)
  await first.close()
  await poll(
    () => events,
    (events) => events.includes('lost'),
  )
  const second = await startServer({ port: first.port, data, passwordCost: 1024 })
  onTestFinished(() => second.close())
  await poll(
    () => events,
    (events) => events.includes('back'),
    8_000,
  )
  expect(events).toEqual(['lost', 'back'])
})

test('a server without events is asked now and then, and only what is new is told', async () => {
  const waiting = [message('1', 'tua')]
  let asked = 0
  const origin = await answer((line) => {
    if (line.startsWith('NOTIF-LISTEN')) return 'failed unknown-keyword: there is no keyword NOTIF-LISTEN'
    if (line !== 'NOTIF-GET') return 'success'
    if (++asked === 2) waiting.push(message('2', 'baru'))
    return `success ${JSON.stringify(waiting)}`
  })
  const { events } = await heard(origin)
  await poll(
    () => events,
    ({ length }) => length > 0,
    5_000,
  )
  expect(events).toEqual(['baru'])
})

test('a session that the server ends is told as ended', async () => {
  const { server } = await chatWorld(['modis'])
  const { events, link } = await heard(server)
  link.resumeWith({ kind: 'token', user: 'modis', secret: 'revoked' })
  link.leave()
  await poll(
    () => events,
    (events) => events.includes('ended'),
  )
  expect(events).toEqual(['lost', 'ended'])
})

const message = (id: string, text: string) => ({ id, from: 'budi', text, at: '2026-01-01T00:00:00.000Z' })

import { once } from 'node:events'
import { connect } from 'node:net'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../helpers/http-client.js'
import { poll } from '../../helpers/poll.js'
import { TestGateway } from '../../helpers/test-gateway.js'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start()
})
afterAll(() => gateway.close())

/** An event stream, and what came through it. */
interface Stream {
  readonly response: Response
  readonly messages: EventSourceMessage[]
  readonly comments: string[]
  /** Resolves when the server ended it. */
  readonly ended: Promise<void>
  /** What came, as the wire has it. */
  data(): unknown[]
  close(): void
}

async function listen(client: HttpClient, headers: Record<string, string> = {}, query = ''): Promise<Stream> {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(`${client.base}/events${query}`, {
    headers: { authorization: `Bearer ${client.bearer}`, ...headers },
    signal: abort.signal,
  })
  expect(response.status).toBe(200)
  const [messages, comments] = [[] as EventSourceMessage[], [] as string[]]
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    onComment: (comment) => comments.push(comment),
  })
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const bytes of response.body!) parser.feed(decoder.decode(bytes, { stream: true }))
  }
  const ended = read().catch(() => {})
  await poll(
    () => comments.length,
    (count) => count > 0,
  )
  return {
    response,
    messages,
    comments,
    ended,
    data: () => messages.map(({ data }) => JSON.parse(data)),
    close: () => abort.abort(),
  }
}

const pair = async () => ({ ann: await gateway.user(), ben: await gateway.holder() })
const came = (stream: Stream, count: number) =>
  poll(
    () => stream.data() as { message?: { text: string } }[],
    (data) => data.length >= count,
  )
const send = (from: HttpClient, to: string, message: string) =>
  from.value(`POST /users/${to}/messages`, { message })

test('events come as they happen, messages with their ids, and fetch nothing', async () => {
  const { ann, ben } = await pair()
  const stream = await listen(ben.client)
  expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(stream.response.headers.get('cache-control')).toBe('no-store')
  const { id, at } = await send(ann.client, ben.name, 'halo\u2028dunia')
  expect(await came(stream, 1)).toEqual([
    { type: 'message', message: { id, from: ann.name, text: 'halo\u2028dunia', at } },
  ])
  expect(stream.messages[0]).toMatchObject({ id })
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
})

test('an open stream is presence, and its end takes it away', async () => {
  const { ann, ben } = await pair()
  await ann.client.value('POST /contacts', { name: ben.name })
  const watcher = await listen(ann.client)
  const stream = await listen(ben.client)
  expect(await ann.client.value('GET /contacts')).toEqual([{ name: ben.name, online: true }])
  stream.close()
  expect(await came(watcher, 2)).toEqual([
    { type: 'presence', name: ben.name, online: true },
    { type: 'presence', name: ben.name, online: false },
  ])
})

test.each([
  ['Last-Event-ID', (id: string) => [{ 'last-event-id': id }, '?after=-'] as const],
  ['after', (id: string) => [{}, `?after=${id}`] as const],
])(
  'with %s first comes what was missed, then what is new, without a gap or a repeat',
  async (_name, from) => {
    const { ann, ben } = await pair()
    const { id } = await send(ann.client, ben.name, 'seen')
    for (let i = 0; i < 250; i++) await send(ann.client, ben.name, `missed ${i}`)
    let sending = true
    const live = (async () => {
      let count = 0
      for (; sending; count++) await send(ann.client, ben.name, `live ${count}`)
      return count
    })()
    const stream = await listen(ben.client, ...from(id))
    await came(stream, 260)
    sending = false
    const count = await live
    const texts = (await came(stream, 250 + count)).map(({ message }) => message!.text)
    expect(texts).toEqual([
      ...Array.from({ length: 250 }, (_, i) => `missed ${i}`),
      ...Array.from({ length: count }, (_, i) => `live ${i}`),
    ])
  },
)

test('with after=- all comes that ever reached the account, fetched or not', async () => {
  const { ann, ben } = await pair()
  await send(ann.client, ben.name, 'one')
  const { headers } = await ben.client.ask(`POST /users/${ann.name}/messages/fetch`)
  await ben.client.value(`POST /handouts/${headers.get('handout')}/settle`)
  expect(await came(await listen(ben.client, {}, '?after=-'), 1)).toMatchObject([
    { message: { text: 'one' } },
  ])
})

test('without a session there is no stream, and no other query', async () => {
  const { ann } = await pair()
  expect(await gateway.visitor().refusal('GET /events')).toBe('401 not-authorized')
  expect(await gateway.visitor().refusal('GET /events?x=1')).toBe('401 not-authorized')
  expect(await ann.client.refusal('GET /events?x=1')).toBe('400 wrong-arguments')
  expect(await ann.client.refusal('PUT /events')).toBe('405 unknown-keyword')
})

test.each(['DELETE /session', 'POST /session/close'])('%s ends the streams of its session', async (route) => {
  const { ann } = await pair()
  const stream = await listen(ann.client)
  await ann.client.value(route)
  await stream.ended
})

test('a client that does not read loses events and is told how many, and slows nobody', async () => {
  const slow = await TestGateway.start({ limits: { maxUnread: 1, maxArgument: 30_000 } })
  onTestFinished(() => slow.close())
  const [ann, ben] = [await slow.user(), await slow.holder()]
  const socket = connect(slow.server.httpPort!, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.pause()
  socket.write(`GET /events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ben.client.bearer}\r\n\r\n`)
  await ann.client.value('POST /contacts', { name: ben.name })
  await poll(
    () => ann.client.value('GET /contacts'),
    ([contact]) => contact.online,
  )
  const text = 'x'.repeat(30_000)
  for (let i = 0; i < 400; i++) await send(ann.client, ben.name, text)
  let got = ''
  socket.on('data', (bytes) => (got += bytes)).resume()
  await poll(
    () => got.includes('"lagged"'),
    (told) => told,
  )
  const [, dropped] = /"type":"lagged","dropped":(\d+)/.exec(got)!
  expect(Number(dropped) + got.split('"type":"message"').length - 1).toBe(400)
})

test('a client that never reads is let go, and when it comes again nothing is lost', async () => {
  const slow = await TestGateway.start({
    limits: { maxUnread: 1, maxArgument: 30_000 },
    http: { idleTimeout: 1500 },
  })
  onTestFinished(() => slow.close())
  const [ann, ben] = [await slow.user(), await slow.holder()]
  await ann.client.value('POST /contacts', { name: ben.name })
  const online = (is: boolean) =>
    poll(
      () => ann.client.value('GET /contacts'),
      ([contact]) => contact.online === is,
    )
  const socket = connect(slow.server.httpPort!, '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  socket.pause()
  socket.write(`GET /events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ben.client.bearer}\r\n\r\n`)
  await online(true)
  const sent: string[] = []
  for (let i = 0; i < 400; i++) sent.push((await send(ann.client, ben.name, 'x'.repeat(30_000))).id)
  await online(false)
  let got = ''
  socket.on('data', (bytes) => (got += bytes)).resume()
  await once(socket, 'close')
  const seen = [...got.matchAll(/id: (\w+)\ndata: .*\n\n/g)].map(([, id]) => id!)
  expect(got).not.toContain('"lagged"')
  const again = await listen(ben.client, { 'last-event-id': seen.at(-1)! })
  await came(again, sent.length - seen.length)
  expect(seen.length).toBeLessThan(sent.length)
  expect([...seen, ...again.messages.map(({ id }) => id)]).toEqual(sent)
})

test('closing the server ends the streams', async () => {
  const closing = await TestGateway.start()
  const { client } = await closing.user()
  const stream = await listen(client)
  const start = performance.now()
  await closing.close()
  await stream.ended
  expect(performance.now() - start).toBeLessThan(6000)
})

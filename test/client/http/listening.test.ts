import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../../src/client/client.js'
import { done, gateway, json, problem } from './gateway.js'
import { user } from './line-user.js'

const ring = (id: number) => ({
  type: 'message',
  message: { id: String(id), from: 'bob', text: 'caf\u00e9 \u{1f642}', at: 'now' },
})

/** A gateway whose stream of events is the test's. */
async function listened(routes: Parameters<typeof gateway>[0] = {}) {
  let stream!: ServerResponse
  const started = await gateway({
    'GET /events': (response) => {
      stream = response
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': listening\n\n')
    },
    'GET /contacts': json([]),
    'DELETE /session': (response) => {
      stream.end()
      setTimeout(() => done(response, undefined!, undefined!), 30)
    },
    ...routes,
  })
  const ann = await user(started.url)
  await ann.ask('AUTH-LOGIN ann pw')
  return { ...started, ann, stream: () => stream }
}

test('events are lines of their own, wherever the stream is torn', async () => {
  const { ann, stream } = await listened()
  expect(await ann.ask('NOTIF-LISTEN on')).toBe('success on')
  const text = `retry: 2000\r\nid: 1\r\ndata: ${JSON.stringify(ring(1))}\r\n\r\n: still here\n\ndata: {"type":\ndata: "new"}\n\n`
  for (const byte of Buffer.from(text)) {
    stream().write(Buffer.of(byte))
    await delay(0)
  }
  expect(await ann.line()).toBe(`event ${JSON.stringify(ring(1))}`)
  expect(await ann.line()).toBe('event {"type":"new"}')
})

test('listening twice opens one stream, and turning it off ends it', async () => {
  const { ann, asked, stream } = await listened()
  await ann.ask('NOTIF-LISTEN on')
  expect(await ann.ask('NOTIF-LISTEN on')).toBe('success on')
  expect(asked.filter(({ what }) => what === 'GET /events')).toHaveLength(1)
  const closed = once(stream(), 'close')
  expect(await ann.ask('NOTIF-LISTEN off')).toBe('success off')
  await closed
  expect(await ann.ask('CONTACT-GET')).toBe('success []')
})

test('without a session the server says so, whichever way it is turned', async () => {
  const { url } = await gateway({ 'GET /events': problem(401, 'not-authorized', 'log in') })
  const ann = await user(url)
  expect(await ann.ask('NOTIF-LISTEN on')).toBe('failed not-authorized: log in')
  expect(await ann.ask('NOTIF-LISTEN off')).toBe('failed not-authorized: log in')
})

test('the stream ends with the session, and the connection goes on', async () => {
  const { ann } = await listened()
  await ann.ask('NOTIF-LISTEN on')
  expect(await ann.ask('AUTH-LOGOUT')).toBe('success done')
  expect(await ann.ask('CONTACT-GET')).toBe('success []')
})

test.each([
  ['ends', (stream: ServerResponse) => stream.end(), 'disconnected'],
  ['breaks', (stream: ServerResponse) => stream.socket?.resetAndDestroy(), 'disconnected'],
  ['is no JSON', (stream: ServerResponse) => stream.write('data: {"type"\n\n'), 'protocol'],
])('a stream that %s ends the connection', async (_, act, code) => {
  const { ann, stream } = await listened()
  await ann.ask('NOTIF-LISTEN on')
  act(stream())
  await expect(ann.line()).rejects.toMatchObject({ name: 'ChatError', code })
})

test.each(['{"type":"message"}', '{"type":"presence","name":7,"online":true}', '{}', '[]', '7', 'null'])(
  'the event %s, which is none, ends the connection as on the line',
  async (data) => {
    const { url, stream } = await listened()
    const ann = await connect(url)
    await ann.authLogin({ name: 'ann', password: 'pw' })
    const events = ann.events()
    await ann.notifListen({ state: 'on' })
    stream().write(`data: {"type":"new"}\n\ndata: ${data}\n\n`)
    expect(await events.next()).toMatchObject({ value: { type: 'new' } })
    expect(await events.next()).toMatchObject({ done: true })
    await expect(ann.contactGet()).rejects.toMatchObject({
      code: 'protocol',
      message: `the server's line is no reply: event ${data}`,
    })
  },
)

test('an event that never ends is broken off, with bounded memory', async () => {
  const { ann, stream } = await listened()
  await ann.ask('NOTIF-LISTEN on')
  const part = `${'x'.repeat(65_536)}`
  void (async () => {
    stream().write('data: ')
    for (let sent = 0; sent < 64 && !stream().destroyed; sent++) {
      if (!stream().write(part)) await once(stream(), 'drain').catch(() => {})
    }
  })()
  await expect(ann.line()).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('event'),
  })
})

test('something else than events is no stream of them', async () => {
  const { ann } = await listened({ 'GET /events': json([]) })
  await expect(ann.ask('NOTIF-LISTEN on')).rejects.toMatchObject({ code: 'protocol' })
})

test('an event in the middle of a reply, or of a file, waits for its end', async () => {
  const bytes = Buffer.alloc(300_000, 'x')
  const { ann, stream } = await listened({
    'GET /users/bob/files/abc': async (response) => {
      response.writeHead(200, {
        'content-length': bytes.length,
        etag: `"${'0'.repeat(64)}"`,
        'content-disposition': 'attachment; filename="a"',
      })
      response.write(bytes.subarray(0, 1000))
      await delay(30)
      stream().write(`data: ${JSON.stringify(ring(1))}\n\n`)
      await delay(30)
      response.end(bytes.subarray(1000))
    },
    'GET /inbox': async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
      stream().write(`data: ${JSON.stringify(ring(2))}\n\n`)
      await delay(30)
      response.end(']')
    },
  })
  await ann.ask('NOTIF-LISTEN on')
  expect(await ann.ask('FILE-GET-PRIVATE bob abc')).toMatch(/^success /)
  expect(await ann.bytes(bytes.length)).toBe(bytes.toString())
  expect(await ann.line()).toBe(`event ${JSON.stringify(ring(1))}`)
  await ann.send('NOTIF-GET')
  expect(await ann.line()).toBe(`event ${JSON.stringify(ring(2))}`)
  expect(await ann.line()).toBe('success []')
})

test('who does not read holds the stream back', async () => {
  const { ann, stream } = await listened()
  await ann.ask('NOTIF-LISTEN on')
  const data = `data: ${JSON.stringify({ type: 'message', text: 'x'.repeat(60_000) })}\n\n`
  let sent = 0
  void (async () => {
    for (; sent < 1000 && !stream().destroyed; sent++) {
      if (!stream().write(data)) await once(stream(), 'drain').catch(() => {})
    }
  })()
  await delay(300)
  const held = sent
  await delay(50)
  expect(sent).toBe(held)
  expect(held).toBeLessThan(500)
})

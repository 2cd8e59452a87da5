import nock from 'nock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fetch } from '../../../src/client/http/fetch.js'
import { INFO } from './gateway.js'
import { type LineUser, user } from './line-user.js'

// nock stands in the way of the global fetch, not of undici's.
const fetch: Fetch = (url, init) => globalThis.fetch(url, init as RequestInit)
const ORIGIN = 'http://chat.example'
const SEND = '/users/bob/messages'
const LINE = 'CHAT-PRIVATE-SEND bob hi'
const SENT = { id: '1', at: 'now' }

const problem = (code: string, message = 'no') => JSON.stringify({ code, message })
const PROBLEM = { 'content-type': 'application/problem+json' }
const JSON_TYPE = { 'content-type': 'application/json' }

let server: nock.Scope

beforeEach(() => {
  nock.disableNetConnect()
  server = nock(ORIGIN)
  server.get('/server').reply(200, INFO)
})
afterEach(() => {
  nock.cleanAll()
  nock.restore()
  nock.activate()
})

const ann = (timeout = 5_000): Promise<LineUser> => user(ORIGIN, { fetch, timeout })

/** How long something took, in milliseconds, and what it came to. */
async function timed<T>(promise: Promise<T>): Promise<[number, T]> {
  const start = performance.now()
  const value = await promise
  return [performance.now() - start, value]
}

test.each([
  ['503 in seconds', 503, () => '1'],
  ['503 as a date', 503, () => new Date(Date.now() + 2_000).toUTCString()],
  ['429 in seconds', 429, () => '1'],
  ['429 as a date', 429, () => new Date(Date.now() + 2_000).toUTCString()],
])('a send that meets %s is made again then, with the same key', async (_, status, retryAfter) => {
  const keys: unknown[] = []
  const remember = { reqheaders: { 'idempotency-key': (key: string) => keys.push(key) > 0 } }
  const client = await ann()
  nock(ORIGIN, remember)
    .post(SEND)
    .reply(status, problem('busy'), { ...PROBLEM, 'retry-after': retryAfter() })
  nock(ORIGIN, remember).post(SEND).reply(201, SENT)
  const [took, reply] = await timed(client.ask(LINE))
  expect(reply).toBe(`success ${JSON.stringify(SENT)}`)
  expect(took).toBeGreaterThan(950)
  expect(new Set(keys).size).toBe(1)
  expect(String(keys[0])).toMatch(/^[\x21-\x7e]{16,255}$/)
})

test('two sends have two keys', async () => {
  const keys = new Set<string>()
  const client = await ann()
  nock(ORIGIN, { reqheaders: { 'idempotency-key': (key: string) => !!keys.add(key) } })
    .post(SEND)
    .twice()
    .reply(201, SENT)
  await client.ask(LINE)
  await client.ask(LINE)
  expect(keys.size).toBe(2)
})

test('a wait that would be longer than the patience is none: the refusal is the answer', async () => {
  const client = await ann(5000)
  server.post(SEND).reply(503, problem('busy', 'full'), { ...PROBLEM, 'retry-after': '60' })
  const [took, reply] = await timed(client.ask(LINE))
  expect(reply).toBe('failed busy: full')
  expect(took).toBeLessThan(4000)
})

test('too many attempts are an answer, not to be repeated', async () => {
  const client = await ann()
  server
    .post('/session')
    .reply(429, problem('too-many-attempts', 'later'), { ...PROBLEM, 'retry-after': '1' })
  expect(await client.ask('AUTH-LOGIN ann pw')).toBe('failed too-many-attempts: later')
})

test('what was refused as busy had no effect, so that a login may be made again', async () => {
  const client = await ann()
  server.post('/session').reply(503, problem('busy'), { ...PROBLEM, 'retry-after': '0' })
  server.post('/session').reply(201, { user: 'ann', unread: 0 }, { session: 'secret' })
  expect(await client.ask('AUTH-LOGIN ann pw')).toBe('success {"user":"ann","unread":0}')
})

test.each([502, 503, 504, 429, 408])(
  'a %s from what stands between is survived by what is safe, and by nothing else',
  async (status) => {
    const client = await ann()
    server.get('/contacts').reply(status, '<html>down</html>', { 'content-type': 'text/html' })
    server.get('/contacts').reply(200, [])
    expect(await client.ask('CONTACT-GET')).toBe('success []')
    server.post('/session').reply(status, '', { 'content-type': 'text/html' })
    await expect(client.ask('AUTH-LOGIN ann pw')).rejects.toMatchObject({
      code: 'disconnected',
      message: expect.stringContaining(`chat.example answers ${status}`),
    })
  },
)

test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])(
  'a connection that breaks with %s before the answer: a send is made again, once it posts',
  async (code) => {
    const keys: string[] = []
    const remember = { reqheaders: { 'idempotency-key': (key: string) => keys.push(key) > 0 } }
    const client = await ann()
    nock(ORIGIN, remember)
      .post(SEND)
      .replyWithError(Object.assign(new Error('broken'), { code }))
    nock(ORIGIN, remember).post(SEND).reply(201, SENT, { 'idempotent-replayed': 'true' })
    expect(await client.ask(LINE)).toBe(`success ${JSON.stringify(SENT)}`)
    expect(new Set(keys).size).toBe(1)
  },
)

test.each([
  ['AUTH-LOGIN ann pw', 'POST', '/session'],
  ['AUTH-TOKEN', 'POST', '/tokens'],
  ['CHAT-PRIVATE-GET bob', 'POST', '/users/bob/messages/fetch'],
  ['CONTACT-DELETE bob', 'DELETE', '/contacts/bob'],
  ['AUTH-PASSWORD a b b', 'PUT', '/password'],
])('%s is not made again when the connection breaks', async (line, method, path) => {
  const client = await ann()
  server.intercept(path, method).replyWithError(Object.assign(new Error('broken'), { code: 'ECONNRESET' }))
  await expect(client.ask(line)).rejects.toMatchObject({
    code: 'disconnected',
    definite: false,
    message: 'the connection to chat.example broke: ECONNRESET',
  })
})

test('what breaks again and again is given up', async () => {
  const client = await ann()
  server
    .get('/contacts')
    .times(5)
    .replyWithError(Object.assign(new Error('broken'), { code: 'ECONNRESET' }))
  await expect(client.ask('CONTACT-GET')).rejects.toMatchObject({ code: 'disconnected' })
  expect(nock.pendingMocks()).toEqual([])
})

test.each([
  ['HTML', '<html>log in to the hotel</html>', { 'content-type': 'text/html' }, /text\/html instead of JSON/],
  ['nothing', '', {}, /nothing instead of JSON/],
  ['JSON that is cut', '[{"name":"bob"', JSON_TYPE, /not the JSON/],
  ['bytes that are no text', Buffer.from([0x22, 0xff, 0x22]), JSON_TYPE, /not UTF-8/],
  ['JSON called something else', '[]', { 'content-type': 'application/octet-stream' }, /instead of JSON/],
])('%s in place of a value ends the connection', async (_, body, headers, words) => {
  const client = await ann()
  server.get('/contacts').reply(200, body, headers)
  await expect(client.ask('CONTACT-GET')).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringMatching(words),
  })
})

test.each([
  ['no JSON', 'oops', PROBLEM],
  ['no object', '[]', PROBLEM],
  ['null', 'null', PROBLEM],
  ['no code', '{"title":"Not Found","status":404}', PROBLEM],
  ['a code that is none', '{"code":"a b\\nsuccess","message":"x"}', PROBLEM],
  ['no cause', '{"code":"unknown-user","message":7}', PROBLEM],
  ['too much', JSON.stringify({ code: 'x', message: 'y'.repeat(70_000) }), PROBLEM],
  ['HTML', '<html>404</html>', { 'content-type': 'text/html' }],
])('a refusal with %s in it ends the connection', async (_, body, headers) => {
  const client = await ann()
  server.get('/contacts').reply(404, body, headers)
  await expect(client.ask('CONTACT-GET')).rejects.toMatchObject({ code: 'protocol' })
})

test('a value over several lines is one line', async () => {
  const client = await ann()
  server.get('/contacts').reply(200, '[\r\n  {"name": "bob", "online": true}\n]\n', JSON_TYPE)
  expect(await client.ask('CONTACT-GET')).toBe('success [{"name":"bob","online":true}]')
})

test.each([307, 308])(
  'a %s within the origin is followed, with the credentials and the body',
  async (status) => {
    const client = await ann()
    server.post('/session').reply(201, { user: 'ann', unread: 0 }, { session: 'secret' })
    await client.ask('AUTH-LOGIN ann pw')
    server.post(SEND).reply(status, '', { location: `/v1${SEND}` })
    nock(ORIGIN, { reqheaders: { authorization: 'Bearer secret' } })
      .post(`/v1${SEND}`, { message: 'hi' })
      .reply(201, SENT)
    expect(await client.ask(LINE)).toBe(`success ${JSON.stringify(SENT)}`)
  },
)

test.each([
  ['another host', 'http://evil.example/users/bob/messages', /redirects to http:\/\/evil\.example/],
  ['another scheme', 'https://chat.example/users/bob/messages', /redirects to https:\/\/chat\.example/],
  ['another port', '//chat.example:81/', /redirects to http:\/\/chat\.example:81/],
  ['nowhere', 'http://', /redirects to nowhere/],
])('a redirect to %s is not followed', async (_, location, words) => {
  const client = await ann()
  server.post(SEND).reply(307, '', { location })
  const elsewhere = nock(URL.canParse(location, ORIGIN) ? new URL(location, ORIGIN).origin : ORIGIN)
  elsewhere.post(/./).reply(201, SENT)
  await expect(client.ask(LINE)).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringMatching(words),
  })
  expect(elsewhere.isDone()).toBe(false)
})

test.each([301, 302, 303])('a %s would make a send something else, and is not followed', async (status) => {
  const client = await ann()
  server.post(SEND).reply(status, '', { location: '/elsewhere' })
  await expect(client.ask(LINE)).rejects.toMatchObject({ code: 'protocol' })
})

test('redirects in circles end', async () => {
  const client = await ann()
  server.get('/contacts').times(6).reply(302, '', { location: '/contacts' })
  await expect(client.ask('CONTACT-GET')).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('circles'),
  })
})

test('the path of an address goes before all routes', async () => {
  nock(ORIGIN).get('/chat/server').reply(200, INFO).get('/chat/contacts').reply(200, [])
  const client = await user(`${ORIGIN}/chat`, { fetch })
  expect(await client.ask('CONTACT-GET')).toBe('success []')
})

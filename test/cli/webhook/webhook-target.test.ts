import { randomBytes } from 'node:crypto'
import nock from 'nock'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parseSecrets, writeSecret } from '../../../src/cli/webhook/signature.js'
import { type Fetch, WebhookTarget } from '../../../src/cli/webhook/webhook-target.js'
import { webhookUrl } from '../../../src/cli/webhook/webhook-url.js'

const secret = writeSecret(randomBytes(32))
const delivery = {
  id: 'msg_1',
  conversation: 'user bob',
  body: '{"type":"message","timestamp":"…","data":{}}',
}
const never = new AbortController().signal

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})

/** The global fetch is the one that nock sees. */
const target = (within?: number) =>
  new WebhookTarget({
    url: webhookUrl('https://hooks.example/chat?key=hidden'),
    keys: parseSecrets(secret, 'here'),
    fetch: ((url, init) => fetch(url, init)) as Fetch,
    ...(within !== undefined && { within }),
  })
const receiver = () => nock('https://hooks.example').post('/chat').query({ key: 'hidden' })

test('it posts JSON that the receiver can verify, signed anew at each try and with the same id', async () => {
  const seen: { headers: Record<string, string>; body: string }[] = []
  const scope = nock('https://hooks.example')
    .post('/chat?key=hidden')
    .twice()
    .reply(function (_, body) {
      seen.push({ headers: this.req.headers as never, body: JSON.stringify(body) })
      return [204]
    })
  for (let i = 0; i < 2; i++) expect(await target().post(delivery, never)).toEqual({ type: 'delivered' })
  expect(scope.isDone()).toBe(true)
  for (const { headers, body } of seen) {
    expect(headers['content-type']).toBe('application/json')
    expect(headers['webhook-id']).toBe('msg_1')
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(delivery.body))
  }
})

test.each([
  [200, 'delivered'],
  [202, 'delivered'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [413, 'refused'],
  [410, 'gone'],
  [408, 'failed'],
  [425, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
])('HTTP %i: %s', async (status, type) => {
  receiver().reply(status, 'x'.repeat(100))
  expect(await target().post(delivery, never)).toMatchObject({ type })
})

test.each([
  ['7', 7000, 7000],
  [new Date(Date.now() + 60_000).toUTCString(), 50_000, 60_000],
  ['soon', undefined, undefined],
])('a Retry-After of %j is handed on', async (after, least, most) => {
  for (const status of [429, 503]) {
    receiver().reply(status, '', { 'retry-after': after })
    const outcome = await target().post(delivery, never)
    expect(outcome).toMatchObject({ type: 'failed', why: `HTTP ${status}` })
    const { wait } = outcome as { wait?: number }
    if (least === undefined) expect(wait).toBeUndefined()
    else expect(wait! >= least && wait! <= most!).toBe(true)
  }
})

test('a redirect is not followed, not even to where it came from', async () => {
  const elsewhere = nock('https://hooks.example').post('/other').reply(200)
  receiver().reply(307, '', { location: 'https://hooks.example/other' })
  expect(await target().post(delivery, never)).toEqual({
    type: 'refused',
    why: 'HTTP 307, a redirect, which is not followed',
  })
  expect(elsewhere.isDone()).toBe(false)
})

test('what breaks on the way may be tried again, in words that show no secret', async () => {
  for (const code of ['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'EPIPE']) {
    receiver().replyWithError(Object.assign(new Error(`${code} happened`), { code }))
    const outcome = await target().post(delivery, never)
    expect(outcome).toMatchObject({ type: 'failed', why: expect.not.stringContaining('hidden') })
  }
})

test('who does not answer in time is tried again later', async () => {
  receiver().delay(2000).reply(200)
  expect(await target(50).post(delivery, never)).toEqual({ type: 'failed', why: 'no answer within 0.05 s' })
})

test('an end amid a try gives it up', async () => {
  receiver().delay(2000).reply(200)
  const end = new AbortController()
  setTimeout(() => end.abort(), 20)
  expect(await target().post(delivery, end.signal)).toMatchObject({ type: 'failed' })
})

test('of an answer without an end no more than a piece is read', async () => {
  let chunks = 0
  const endless = new ReadableStream({
    pull(controller) {
      chunks++
      controller.enqueue(new Uint8Array(16 * 1024))
    },
  })
  const posting = new WebhookTarget({
    url: webhookUrl('https://hooks.example/'),
    keys: parseSecrets(secret, 'here'),
    fetch: async () => ({ status: 200, headers: new Headers(), body: endless }),
  })
  expect(await posting.post(delivery, never)).toEqual({ type: 'delivered' })
  expect(chunks).toBeLessThan(10)
})

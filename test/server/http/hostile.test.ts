import { connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../helpers/http-client.js'
import { poll } from '../../helpers/poll.js'
import { TestGateway } from '../../helpers/test-gateway.js'
import { PASSWORD } from '../../helpers/test-server.js'

let gateway: TestGateway
let ann: { name: string; client: HttpClient }
beforeAll(async () => {
  gateway = await TestGateway.start({ limits: { lineTimeout: 1000 } })
  ann = await gateway.user()
})
afterAll(async () => {
  // Whatever was sent, it is alive.
  expect(await ann.client.value('GET /healthz')).toEqual({ status: 'ok' })
  await gateway.close()
})

/** Sends bytes as they are; answers all that came back until the server closed, or fell silent. */
function raw(bytes: string | Buffer, silence = 300): Promise<string> {
  const socket = connect(gateway.server.httpPort!, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  return new Promise((resolve) => {
    let answer = ''
    const done = () => resolve(answer)
    socket.setTimeout(silence, done)
    socket
      .on('data', (some) => (answer += some))
      .on('close', done)
      .on('error', done)
    socket.write(bytes)
  })
}

/** The status and the code of the first answer in what came back. */
function first(answer: string): string {
  const [, status] = /^HTTP\/1.1 (\d+) /.exec(answer) ?? []
  expect(answer).toMatch(/content-type: application\/problem\+json/)
  return `${status} ${/"code":"([\w-]+)"/.exec(answer)?.[1]}`
}

const head = (lines: string, body = '') => `${lines.trim().split('\n').join('\r\n')}\r\n\r\n${body}`

/** A body for POST /accounts as it is, its type JSON. */
async function body(text: string | Buffer, type = 'application/json') {
  const response = await fetch(`${gateway.base}/accounts`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof text === 'string' ? text : new Uint8Array(text),
  })
  const { code, message } = (await response.json()) as { code: string; message: string }
  expect(message).not.toContain('secret')
  return `${response.status} ${code}`
}

test.each([
  ['no JSON', '{"name": secret', '400 malformed'],
  ['half of it', '{"name":', '400 malformed'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), '400 malformed'],
  ['no object', '[1]', '400 wrong-arguments'],
  ['null', 'null', '400 wrong-arguments'],
  ['a string', '"secret"', '400 wrong-arguments'],
  ['nothing', '', '400 wrong-arguments'],
  ['a field too few', '{"name": "x", "password": "p"}', '400 wrong-arguments'],
  ['a field too many', '{"name": "x", "password": "p", "confirm": "p", "admin": "1"}', '400 wrong-arguments'],
  [
    'a prototype',
    '{"name": "x", "password": "p", "confirm": "p", "__proto__": {"a": 1}}',
    '400 wrong-arguments',
  ],
  [
    'fields of a prototype',
    '{"__proto__": {"name": "x", "password": "p", "confirm": "p"}}',
    '400 wrong-arguments',
  ],
  ['a constructor', '{"constructor": {"prototype": {"name": "x"}}}', '400 wrong-arguments'],
  ['a number for a string', '{"name": 5, "password": "p", "confirm": "p"}', '400 bad-argument'],
  ['an object for a string', '{"name": {"length": 1}, "password": "p", "confirm": "p"}', '400 bad-argument'],
  ['a list for a string', '{"name": ["x"], "password": "p", "confirm": "p"}', '400 bad-argument'],
  ['null for a string', '{"name": null, "password": "p", "confirm": "p"}', '400 bad-argument'],
  ['an empty argument', '{"name": "", "password": "p", "confirm": "p"}', '400 malformed'],
  ['a TAB', '{"name": "x", "password": "p\\tp", "confirm": "p\\tp"}', '400 malformed'],
  ['a space in a word', '{"name": "x", "password": "p p", "confirm": "p p"}', '400 bad-argument'],
  ['a line feed', '{"name": "x\\ny", "password": "p", "confirm": "p"}', '400 malformed'],
  ['a null byte', '{"name": "x", "password": "p\\u0000", "confirm": "p"}', '400 malformed'],
  ['half a surrogate', '{"name": "x", "password": "\\ud800", "confirm": "p"}', '400 malformed'],
  [
    'a long argument',
    `{"name": "x", "password": "${'😀'.repeat(101)}", "confirm": "p"}`,
    '400 argument-too-long',
  ],
  [
    'more than a line',
    `{"name": "x", "password": "${'p'.repeat(70_000)}", "confirm": "p"}`,
    '413 line-too-long',
  ],
  ['a huge body', ' '.repeat(400_000), '413 line-too-long'],
  ['deep JSON', `${'['.repeat(150_000)}`, '400 malformed'],
  ['deep and whole JSON', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, '400 wrong-arguments'],
])('a body that is %s is refused', async (_what, text, code) => {
  expect(await body(text)).toBe(code)
  expect(Object.prototype).not.toHaveProperty('a')
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense'])(
  'a body of type %s is refused',
  async (type) => {
    expect(await body('name=x', type)).toBe('415 malformed')
  },
)

test.each(['gzip', 'br', 'identity, gzip', 'nonsense'])(
  'a body in Content-Encoding %s is refused',
  async (coding) => {
    const { client, name } = await gateway.user()
    const headers = { 'content-encoding': coding }
    for (const route of ['POST /groups', `POST /users/${name}/files?path=a`]) {
      const answer = await client.ask(route, { title: 'x' }, headers)
      expect([answer.status, answer.value.code]).toEqual([415, 'malformed'])
      expect(answer.headers.get('accept-encoding')).toBe('identity')
    }
    expect(await client.value('GET /inbox')).toEqual([])
    expect(
      await client.value('POST /groups', { title: 'x' }, { 'content-encoding': 'Identity' }),
    ).toBeDefined()
  },
)

test.each(['201-created', 'x, 100-continue', 'x'])(
  'who expects %j is told that nobody knows it',
  async (what) => {
    expect(first(await raw(head(`GET /healthz HTTP/1.1\nhost: x\nexpect: ${what}`)))).toBe('417 malformed')
    expect(await raw(head(`GET /healthz HTTP/1.0\nexpect: ${what}`))).toMatch(/^HTTP\/1.1 200 /)
  },
)

test.each([
  ['GET /nothing', '404 unknown-keyword'],
  ['GET //inbox', '404 unknown-keyword'],
  ['GET /inbox/', '404 unknown-keyword'],
  ['PATCH /inbox', '405 unknown-keyword'],
  ['DELETE /users/budi/messages', '405 unknown-keyword'],
  ['GET /docs/%2e%2e%2fpackage.json', '404 unknown-keyword'],
  ['GET /docs/..%2f..%2fpackage.json', '404 unknown-keyword'],
  ['GET /users/%2e%2e/messages', '400 bad-argument'],
  ['GET /users/a%2Fb/messages', '400 bad-argument'],
  ['GET /users/a%00b/messages', '400 malformed'],
  ['GET /users/a%0d%0ab/messages', '400 malformed'],
  ['GET /users/%ff/messages', '400 malformed'],
  ['GET /users/%zz/messages', '400 malformed'],
  ['GET /users//messages', '400 malformed'],
  [`GET /users/${'a'.repeat(101)}/messages`, '400 argument-too-long'],
  [`GET /users/${'%F0%9F%98%80'.repeat(101)}/messages`, '400 argument-too-long'],
  ['GET /users/__proto__/messages', '400 bad-argument'],
  ['GET /users/constructor/messages', '404 unknown-user'],
  ['GET /users/a/messages?limit=1&limit=2', '400 wrong-arguments'],
  ['GET /users/a/messages?limit=%ff', '400 malformed'],
  ['GET /users/a/messages?__proto__=1', '400 wrong-arguments'],
  ['GET /users/a/messages?limit=1e2', '400 bad-argument'],
  ['GET /inbox?token=secret', '400 wrong-arguments'],
  ['GET /groups/..%5c..%5cx/members', '404 unknown-group'],
  ['DELETE /files/..%2fpychat.db', '404 unknown-file'],
  ['POST /handouts/__proto__/settle', '410 bad-argument'],
])('%s is refused', async (route, code) => {
  const [method, path] = route.split(' ') as [string, string]
  const answer = await raw(
    head(
      `${method} ${path} HTTP/1.1\nhost: x\nauthorization: Bearer ${ann.client.bearer}\nconnection: close`,
    ),
  )
  expect(first(answer)).toBe(code)
})

test.each([
  ['no Host', head('GET /healthz HTTP/1.1\nconnection: close')],
  ['two of them', head('GET /healthz HTTP/1.1\nhost: a\nhost: b\nconnection: close')],
])('a request with %s is refused', async (_what, bytes) => {
  expect(first(await raw(bytes))).toBe('400 malformed')
})

test.each([
  ['no request at all', '\x16\x03\x01\x02\x00garbage\r\n\r\n', '400 malformed'],
  [
    'both a length and chunks',
    head('POST /session HTTP/1.1\nhost: x\ncontent-length: 4\ntransfer-encoding: chunked', '0\r\n\r\nGET /x'),
    '400 malformed',
  ],
  [
    'two lengths',
    head('POST /session HTTP/1.1\nhost: x\ncontent-length: 2\ncontent-length: 3', '{}'),
    '400 malformed',
  ],
  [
    'a length that is none',
    head('POST /session HTTP/1.1\nhost: x\ncontent-length: +2', '{}'),
    '400 malformed',
  ],
  ['a folded header', head('GET /inbox HTTP/1.1\nhost: x\nx: a\n b'), '400 malformed'],
  [
    'a space before the colon',
    head('GET /inbox HTTP/1.1\nhost: x\ntransfer-encoding : chunked'),
    '400 malformed',
  ],
  ['a null byte in a header', head('GET /inbox HTTP/1.1\nhost: x\nx: a\0b'), '400 malformed'],
  [
    'chunks that are none',
    head('POST /session HTTP/1.1\nhost: x\ntransfer-encoding: chunked', 'zz\r\n'),
    '400 malformed',
  ],
  [
    'an unknown coding',
    head('POST /session HTTP/1.1\nhost: x\ntransfer-encoding: xchunked', 'x'),
    '400 malformed',
  ],
  ['large headers', head(`GET /inbox HTTP/1.1\nhost: x\nx: ${'a'.repeat(100_000)}`), '431 line-too-long'],
  ['a long path', head(`GET /${'a'.repeat(100_000)} HTTP/1.1\nhost: x`), '431 line-too-long'],
])('bytes with %s are refused, and the connection closed', async (_what, bytes, code) => {
  const answer = await raw(bytes)
  expect(first(answer)).toBe(code)
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(answer).toMatch(/connection: close/i)
})

test('a body that does not arrive whole in time is refused with 408, byte by byte or not', async () => {
  const socket = connect(gateway.server.httpPort!, '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => (answer += bytes)).on('error', () => {})
  socket.write(head('POST /session HTTP/1.1\nhost: x\ncontent-type: application/json\ncontent-length: 1000'))
  const drip = setInterval(() => socket.write(' '), 50)
  onTestFinished(() => {
    clearInterval(drip)
    socket.destroy()
  })
  await poll(
    () => answer,
    (come) => come.includes('}'),
  )
  expect(first(answer)).toBe('408 busy')
})

test.each(['POST /session/close', 'POST /handouts/x/settle', 'DELETE /handouts/x', 'DELETE /contacts/x'])(
  'nobody waits for the body of %s for long',
  async (route) => {
    expect(first(await raw(head(`${route} HTTP/1.1\nhost: x\ncontent-length: 9`, 'x'), 3500))).toBe(
      '408 busy',
    )
  },
)

test.each([
  ['POST /nothing', '404 unknown-keyword'],
  ['PATCH /inbox', '405 unknown-keyword'],
])('the body of %s is not waited for at all', async (route, code) => {
  const answer = await raw(head(`${route} HTTP/1.1\nhost: x\ncontent-length: 9`, 'x'))
  expect(first(answer)).toBe(code)
  expect(answer).toMatch(/connection: close/i)
})

test('large bodies on their way together take no more than a bounded room', async () => {
  const one = await TestGateway.start()
  onTestFinished(() => one.close())
  const large = head(
    'POST /session HTTP/1.1\nhost: x\ncontent-type: application/json\ncontent-length: 390000',
  )
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect(one.server.httpPort!, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    return socket
  })
  let answers = ''
  for (const socket of sockets) socket.on('data', (bytes) => (answers += bytes)).write(large)
  await poll(
    () => answers.match(/503 Service Unavailable/g)?.length ?? 0,
    (turnedAway) => turnedAway === 200 - Math.floor((64 * 1024 * 1024) / 390_000),
  )
  expect(answers).toMatch(/retry-after: 1/)
  await one.user()
  for (const socket of sockets) socket.destroy()
  const padded = { 'content-type': 'application/json' }
  const ask = () =>
    fetch(`${one.base}/session`, { method: 'POST', headers: padded, body: ' '.repeat(100_000) })
  await poll(
    async () => (await ask()).status,
    (status) => status === 400,
  )
})

test('headers that do not arrive whole in time end the connection with 408', async () => {
  const answer = await raw('GET /inbox HTTP/1.1\r\nhost: x\r\n', 3500)
  expect(first(answer)).toBe('408 busy')
})

test('requests in one packet are answered in order', async () => {
  const one = head('GET /healthz HTTP/1.1\nhost: x')
  const answer = await raw(one + head('GET /inbox HTTP/1.1\nhost: x') + one)
  expect([...answer.matchAll(/HTTP\/1.1 (\d+) /g)].map(([, status]) => status)).toEqual(['200', '401', '200'])
})

test('what has no body is refused, and the connection lasts', async () => {
  const requests = [
    'GET /nothing',
    'PATCH /inbox',
    'OPTIONS /inbox',
    'GET /users/%zz/messages',
    'DELETE /contacts/x',
  ]
  const more = ['connection: keep-alive', 'content-length: 0', 'content-encoding: gzip', 'expect: x']
  const all = requests.flatMap((route) => more.map((line) => head(`${route} HTTP/1.1\nhost: x\n${line}`)))
  const answer = await raw(all.join(''))
  expect(answer.match(/HTTP\/1.1 \d+ /g)).toHaveLength(all.length)
  expect(answer).not.toMatch(/connection: close/i)
})

test.each(['', 'Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer é', 'Token x'])(
  'an Authorization of %j is nobody',
  async (authorization) => {
    expect(
      await gateway.visitor().refusal('GET /inbox', undefined, { authorization: encodeURI(authorization) }),
    ).toBe('401 not-authorized')
  },
)

test('a revoked token is refused, on every route and at once', async () => {
  const { client } = await gateway.holder()
  await client.value('DELETE /session')
  expect(await client.refusal('GET /inbox')).toBe('401 bad-token')
  expect(await client.refusal('GET /events')).toBe('401 bad-token')
  expect(await client.refusal('POST /groups', {})).toBe('401 bad-token')
})

test('an expired token and a session that was left alone are refused', async () => {
  const brief = await TestGateway.start({ limits: { tokenLifetime: 300, sessionTimeout: 300 } })
  onTestFinished(() => brief.close())
  const [holder, user] = [await brief.holder(), await brief.user()]
  await poll(
    async () => (await holder.client.ask('GET /inbox')).value.code,
    (code) => code === 'bad-token',
  )
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(await user.client.refusal('GET /inbox')).toBe('401 bad-token')
})

test('guessing tokens is stopped, and good ones and sessions still work (AUTH-7)', async () => {
  const guessed = await TestGateway.start()
  onTestFinished(() => guessed.close())
  const [holder, user, visitor] = [await guessed.holder(), await guessed.user(), guessed.visitor()]
  visitor.bearer = 'guess'
  let answer = await visitor.ask('GET /inbox')
  for (let i = 0; i < 200 && answer.status === 401; i++) answer = await visitor.ask('GET /inbox')
  expect([answer.status, answer.value.code]).toEqual([429, 'too-many-attempts'])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  await holder.client.value('GET /inbox')
  await user.client.value('GET /inbox')
  expect(await visitor.value('GET /server')).toMatchObject({ server: 'pychat' })
})

test('wrong passwords are counted as on the line (AUTH-7)', async () => {
  const { name } = await gateway.user()
  let code = ''
  for (let i = 0; i < 20 && code !== '429 too-many-attempts'; i++) {
    code = await gateway.visitor().refusal('POST /session', { name, password: 'wrong' })
  }
  expect(code).toBe('429 too-many-attempts')
  expect(await gateway.visitor().refusal('POST /session', { name, password: PASSWORD })).toBe(code)
})

test('connections and sessions are bounded for each address', async () => {
  const small = await TestGateway.start({ limits: { maxConnectionsPerAddress: 3 } })
  onTestFinished(() => small.close())
  const [{ name }] = [await small.user(), await small.user(), await small.user()]
  expect(await small.visitor().refusal('POST /session', { name, password: PASSWORD })).toBe('503 busy')
})

test('pages of other origins may ask where they are named, and nowhere else', async () => {
  const open = await TestGateway.start({ http: { port: 0, origins: ['https://chat.example'] } })
  onTestFinished(() => open.close())
  const preflight = (base: string, origin: string) =>
    fetch(`${base}/session`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      },
    }).then(({ headers }) => headers.get('access-control-allow-origin'))
  expect(await preflight(open.base, 'https://chat.example')).toBe('https://chat.example')
  expect(await preflight(open.base, 'https://evil.example')).not.toBe('https://evil.example')
  expect(await preflight(gateway.base, 'https://chat.example')).toBeNull()
})

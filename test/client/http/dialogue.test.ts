import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { done, gateway, json, problem } from './gateway.js'
import { user } from './line-user.js'

const message = { id: '7', from: 'bob', text: 'hi', at: '2026-11-22T22:00:00.000Z' }

test('a line is the request of its route, and the answer its reply', async () => {
  const { url, asked } = await gateway({
    'POST /users/b%2Fb/messages': json({ id: '1', at: 'now' }, {}, 201),
    'POST /groups/abc/members': json({ added: ['a'], rejected: [] }),
    'GET /users/bob/messages': json([message]),
  })
  const ann = await user(url)
  expect(await ann.ask('CHAT-PRIVATE-SEND b/b two  words ')).toBe('success {"id":"1","at":"now"}')
  expect(await ann.ask('GROUP-INVITE abc a b')).toBe('success {"added":["a"],"rejected":[]}')
  expect(await ann.ask('CHAT-PRIVATE-HISTORY bob 20 -')).toBe(`success ${JSON.stringify([message])}`)
  expect(asked.map(({ what, body }) => [what, body])).toEqual([
    ['GET /server', ''],
    ['POST /users/b%2Fb/messages', '{"message":"two  words "}'],
    ['POST /groups/abc/members', '{"names":["a","b"]}'],
    ['GET /users/bob/messages?limit=20&before=-', ''],
  ])
})

test('a problem is the refusal that it tells, on one line', async () => {
  const { url } = await gateway({
    'POST /groups': problem(400, 'bad-argument', 'no\r\nsuccess {"code":"1"}\u001b[0m'),
    'GET /groups': problem(418, 'from-the-future', 'who knows'),
  })
  const ann = await user(url)
  expect(await ann.ask('GROUP-CREATE x')).toBe('failed bad-argument: no success {"code":"1"} [0m')
  expect(await ann.ask('GROUP-GET')).toBe('failed from-the-future: who knows')
})

test('a login opens the session that is shown from then on, and its secret stays in here', async () => {
  const { url, asked } = await gateway({ 'GET /contacts': json([]), 'DELETE /session': done })
  const ann = await user(url)
  expect(await ann.ask('CONTACT-GET')).toBe('success []')
  expect(await ann.ask('AUTH-LOGIN ann pw')).toBe('success {"user":"ann","unread":0}')
  await ann.ask('CONTACT-GET')
  expect(await ann.ask('AUTH-LOGOUT')).toBe('success done')
  await ann.ask('CONTACT-GET')
  expect(asked.slice(1).map(({ headers }) => headers.authorization)).toEqual([
    undefined,
    undefined,
    'Bearer secret',
    'Bearer secret',
    undefined,
  ])
})

test('requests go over one connection, one after the other', async () => {
  const { url, asked } = await gateway({ 'GET /contacts': json([]) })
  const ann = await user(url)
  await ann.send('CONTACT-GET', 'CONTACT-GET', 'CONTACT-GET')
  for (let i = 0; i < 3; i++) expect(await ann.line()).toBe('success []')
  expect(asked.map(({ connection }) => connection)).toEqual([1, 1, 1, 1])
})

test.each([
  ['NO-SUCH-VERB', /^failed unknown-keyword: /],
  ['', /^failed malformed: /],
  ['CONTACT-ADD', /^failed wrong-arguments: usage: CONTACT-ADD <name>/],
  ['CONTACT-ADD a  b', /^failed malformed: /],
  ['CONTACT-ADD a\tb', /^failed malformed: /],
  ['GROUP-JOIN ..', /^failed bad-argument: over HTTP <code> cannot be \. or \.\./],
  ['NOTIF-LISTEN maybe', /^failed bad-argument: /],
  ['CHAT-PRIVATE-SEND bob a\u0001b', /^failed malformed: /],
])('the line %j, which HTTP cannot say, is refused here', async (line, refusal) => {
  const { url, asked } = await gateway({ 'GET /contacts': json([]) })
  const ann = await user(url)
  expect(ann.transport.translation?.unsaid).toBeUndefined()
  expect(await ann.ask(line)).toMatch(refusal)
  expect(ann.transport.translation?.unsaid).toMatch(/^HTTP cannot say the line: /)
  expect(asked.map(({ what }) => what)).toEqual(['GET /server'])
  expect(await ann.ask('CONTACT-GET')).toBe('success []')
})

test('an over-long line ends the connection, and invalid UTF-8 does not', async () => {
  const { url } = await gateway({ 'GET /contacts': json([]) })
  const ann = await user(url)
  await ann.transport.send(Buffer.from('CONTACT-GET \xff\n', 'latin1'))
  expect(await ann.line()).toMatch(/^failed malformed: /)
  expect(await ann.ask('x'.repeat(65_537))).toMatch(/^failed line-too-long: /)
  expect(await ann.line()).toBeUndefined()
  await expect(ann.transport.send('x')).rejects.toMatchObject({ code: 'disconnected' })
})

test('the next line settles what was handed out, whichever it is, and none does so twice', async () => {
  const { url, asked } = await gateway({
    'POST /users/bob/messages/fetch': json([message], { handout: 'h1' }),
    'POST /handouts/h1/settle': done,
  })
  const ann = await user(url)
  await ann.ask('CHAT-PRIVATE-GET bob')
  await delay(20)
  expect(asked.map(({ what }) => what)).not.toContain('POST /handouts/h1/settle')
  await ann.ask('NO-SUCH-VERB')
  await ann.ask('SERVER-INFO')
  expect(asked.slice(2).map(({ what }) => what)).toEqual(['POST /handouts/h1/settle', 'GET /server'])
})

test('what the server took back meanwhile is no fault; what it cannot settle ends the connection', async () => {
  const { url } = await gateway({
    'POST /users/bob/messages/fetch': json([message], { handout: 'h1' }),
    'POST /handouts/h1/settle': problem(410, 'bad-argument', 'over'),
    'POST /users/cyd/messages/fetch': json([message], { handout: 'h2' }),
    'POST /handouts/h2/settle': problem(500, 'internal', 'incident 7'),
  })
  const ann = await user(url)
  await ann.ask('CHAT-PRIVATE-GET bob')
  expect(await ann.ask('CHAT-PRIVATE-GET cyd')).toMatch(/^success/)
  await expect(ann.ask('SERVER-INFO')).rejects.toMatchObject({
    code: 'disconnected',
    message: expect.stringContaining('incident 7'),
  })
})

test('what was handed out in another form is not settled, also where the next line waits', async () => {
  const { url, asked } = await gateway({
    'POST /users/bob/messages/fetch': json([{ ...message, at: 7 }], { handout: 'h1' }),
    'POST /handouts/h1/settle': done,
  })
  const ann = await user(url)
  await ann.ask('AUTH-LOGIN ann pw')
  await ann.send('CHAT-PRIVATE-GET bob', 'SERVER-INFO')
  await expect(ann.line()).rejects.toMatchObject({ code: 'protocol' })
  await expect.poll(() => asked.at(-1)?.what).toBe('POST /session/close')
  expect(asked.map(({ what }) => what)).not.toContain('POST /handouts/h1/settle')
})

test('an end is told to the server, which gives back what nothing settled', async () => {
  const { url, asked } = await gateway({
    'POST /users/bob/messages/fetch': json([message], { handout: 'h1' }),
  })
  const ann = await user(url)
  await ann.send('AUTH-LOGIN ann pw', 'CHAT-PRIVATE-GET bob', 'CHAT-PRIVATE-GET')
  ann.transport.end()
  const lines: unknown[] = []
  for (let line = await ann.line(); line !== undefined; line = await ann.line()) lines.push(line)
  expect(lines).toHaveLength(3)
  expect(asked.at(-1)).toMatchObject({
    what: 'POST /session/close',
    headers: { authorization: 'Bearer secret' },
  })
})

test.each(['close', 'reset'] as const)('a %s amid a request drops it and ends the session', async (how) => {
  const { url, asked } = await gateway({ 'GET /contacts': () => {} })
  const ann = await user(url)
  await ann.ask('AUTH-LOGIN ann pw')
  await ann.send('CONTACT-GET')
  await expect.poll(() => asked.at(-1)?.what).toBe('GET /contacts')
  ann.transport[how]()
  expect(await ann.line()).toBeUndefined()
  await expect.poll(() => asked.at(-1)?.what).toBe('POST /session/close')
  await expect(ann.transport.send('x')).rejects.toMatchObject({ code: 'disconnected' })
})

test('a session that the server does not know any more is a connection that is over', async () => {
  const { url } = await gateway({
    'GET /contacts': problem(401, 'bad-token', 'the session is unknown'),
    'POST /session/resume': problem(401, 'bad-token', 'the token is unknown'),
  })
  const ann = await user(url)
  expect(await ann.ask('AUTH-RESUME abc')).toBe('failed bad-token: the token is unknown')
  await ann.ask('AUTH-LOGIN ann pw')
  await expect(ann.ask('CONTACT-GET')).rejects.toMatchObject({ code: 'disconnected' })
})

import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ChatError } from '../../src/client/chat-error.js'
import { download } from '../../src/client/download.js'
import type { Reply } from '../../src/client/exchange.js'
import { Wire } from '../../src/client/wire.js'
import type { ChatEvent } from '../../src/protocol/reply.js'
import { ScriptedTransport } from './scripted-transport.js'

function open(timeout = 1_000) {
  const transport = new ScriptedTransport()
  const trace: string[] = []
  const wire = new Wire(transport, {
    timeout,
    trace: (direction, line) => trace.push(`${direction} ${line}`),
  })
  const ask = (line: string, signal?: AbortSignal, patience = timeout) =>
    new Promise<Reply>((resolve, reject) => {
      const accept = (reply: Reply) => {
        resolve(reply)
        return undefined
      }
      wire.submit({ line, timeout: patience, signal, accept, reject })
    })
  return { transport, trace, wire, ask }
}

const bytes = Buffer.from('line\n\r\nevent {"type":"lagged"}\nsuccess \u00e9\0\xff', 'latin1')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const event: ChatEvent = { type: 'presence', name: 'bob', online: true }
const conversation = Buffer.concat([
  Buffer.from('welcome, whoever\r\n'),
  Buffer.from('success {"id":"é"}\r\n'),
  Buffer.from(`event ${JSON.stringify(event)}\n`),
  Buffer.from('failed unknown-user: there is no zoë\n'),
  Buffer.from(`event ${JSON.stringify(event)}\n`),
  Buffer.from(`success ${JSON.stringify({ name: 'f', size: bytes.length, mime: 'x', sha256 })}\n`),
  bytes,
  Buffer.from(`event ${JSON.stringify(event)}\n`),
  Buffer.from('success bye\n'),
])

async function converse(chunks: Buffer[]) {
  const { transport, wire, ask } = open()
  const events = wire.events()
  const replies = Promise.allSettled([
    ask('A'),
    ask('B'),
    download(wire, 'FILE-GET-PRIVATE', { line: 'C', timeout: 1_000, signal: undefined }).then(
      async (file) => {
        const taken: Buffer[] = []
        for await (const chunk of file.bytes) taken.push(chunk)
        return { size: file.size, bytes: Buffer.concat(taken) }
      },
    ),
    ask('D'),
  ])
  transport.push(...chunks)
  const settled = (await replies).map((result) =>
    result.status === 'fulfilled'
      ? result.value
      : { failed: result.reason.code, words: result.reason.message },
  )
  const greeting = await wire.greeting.line
  wire.end(new ChatError('disconnected', 'done'))
  const heard: ChatEvent[] = []
  for await (const item of events) heard.push(item)
  return { greeting, settled, heard }
}

const expected = {
  greeting: 'welcome, whoever',
  settled: [
    { type: 'success', text: '{"id":"é"}', value: { id: 'é' } },
    { failed: 'unknown-user', words: 'there is no zoë' },
    { size: bytes.length, bytes },
    { type: 'success', text: 'bye', value: undefined },
  ],
  heard: [event, event, event],
}

test('a conversation torn in two at any byte is the same conversation', async () => {
  for (let at = 0; at <= conversation.length; at++) {
    const parts = [conversation.subarray(0, at), conversation.subarray(at)]
    expect(await converse(parts), `torn at byte ${at}`).toEqual(expected)
  }
})

test('so is one that arrives byte by byte', async () => {
  expect(await converse([...conversation].map((byte) => Buffer.from([byte])))).toEqual(expected)
})

test('what is asked in one tick is sent as one write', async () => {
  const { transport, ask } = open()
  const asked = [ask('A'), ask('B')]
  await delay(1)
  transport.push('hello\nsuccess\nsuccess\n')
  await Promise.all(asked)
  expect(transport.sent).toEqual(['A\nB\n'])
})

test('a late reply is never taken for the next one: a time-out ends the connection', async () => {
  const { transport, ask } = open()
  transport.push('hello\n')
  const late = ask('A', undefined, 20)
  const other = ask('B')
  await expect(late).rejects.toMatchObject({ code: 'timeout', definite: false })
  await expect(other).rejects.toMatchObject({
    code: 'disconnected',
    definite: false,
    message: expect.stringContaining('20 ms'),
  })
  transport.push('success late\nsuccess\n')
  await expect(ask('C')).rejects.toMatchObject({ code: 'disconnected', definite: true })
  expect(transport.how).toBe('closed')
  expect(transport.sent).toEqual(['A\nB\n'])
})

test('a sent request that the caller gives up ends the connection as well', async () => {
  const { transport, ask } = open()
  const controller = new AbortController()
  transport.push('hello\n')
  const given = ask('A', controller.signal)
  await delay(5)
  controller.abort('enough')
  await expect(given).rejects.toMatchObject({ code: 'aborted', definite: false, cause: 'enough' })
  expect(transport.how).toBe('closed')
})

test('a signal that fired before sends nothing and harms nothing', async () => {
  const { transport, ask } = open()
  transport.push('hello\n')
  await expect(ask('A', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted', definite: true })
  const next = ask('B')
  await delay(1)
  transport.push('success\n')
  await next
  expect(transport.sent).toEqual(['B\n'])
})

test('one signal may serve very many requests without a warning', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const { transport, ask } = open()
  const { signal } = new AbortController()
  const asked = Array.from({ length: 50 }, () => ask('A', signal))
  transport.push(`hello\n${'success\n'.repeat(50)}`)
  await Promise.all(asked)
  await delay(1)
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('no greeting in time ends the connection', async () => {
  const { wire, transport } = open(20)
  await expect(wire.greeting.line).rejects.toMatchObject({ code: 'timeout' })
  await wire.closed
  expect(transport.how).toBe('closed')
})

test.each([
  ['hello\nsuccess first\n  - second\n', 'second'],
  ['hello\nsuccess first\nevent {"no":"type"}\n', 'event'],
  [Buffer.from('hello\nsuccess first\nsuccess \xff\xfe\n', 'latin1'), 'not UTF-8'],
])('a line that is no reply fails what waits, and ends the connection', async (said, words) => {
  const { transport, ask } = open()
  const first = ask('A')
  const second = ask('B')
  const third = ask('C')
  transport.push(said)
  expect((await first).text).toBe('first')
  const failure = { code: 'protocol', definite: false, message: expect.stringContaining(words) }
  await expect(second).rejects.toMatchObject(failure)
  await expect(third).rejects.toMatchObject(failure)
  expect(transport.how).toBe('closed')
})

test('a line that is no reply is quoted in part', async () => {
  const { transport, ask } = open()
  const asked = ask('A')
  transport.push(`hello\n${'x'.repeat(10_000)}\n`)
  await expect(asked).rejects.toSatisfy((error) => (error as Error).message.length < 300)
})

test('a web server is told from one that greets', async () => {
  const { transport, ask } = open()
  const reply = ask('CONTACT-GET')
  transport.push('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
  await expect(reply).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining('http://') })
})

test('a reply that nothing asked for ends the connection, and who asks next is told why', async () => {
  const { transport, wire, ask } = open()
  transport.push('hello\n', 'failed busy: going down\n')
  await wire.closed
  await expect(ask('A')).rejects.toMatchObject({
    code: 'protocol',
    definite: true,
    message: expect.stringContaining('going down'),
  })
})

test('a flood without a line end is cut off', async () => {
  const { transport, ask } = open(10_000)
  const asked = ask('A')
  transport.push('hello\n')
  const megabyte = Buffer.alloc(1024 * 1024, 'x')
  for (let i = 0; i < 66; i++) transport.push(megabyte)
  await expect(asked).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining('longer') })
})

test('a server that turns everybody away in its greeting is quoted to who asked', async () => {
  const { transport, ask } = open()
  const asked = ask('A')
  transport.push('failed busy: too many connections\n')
  transport.finish()
  const refusal = { code: 'busy', definite: true, message: 'too many connections' }
  await expect(asked).rejects.toMatchObject(refusal)
  await expect(ask('B')).rejects.toMatchObject(refusal)
})

test('a greeting that says failed is no refusal once replies come', async () => {
  const { transport, ask } = open()
  const asked = ask('A')
  const unanswered = ask('B')
  transport.push('failed to impress\nsuccess\n')
  await asked
  transport.finish()
  await expect(unanswered).rejects.toMatchObject({ code: 'disconnected', definite: false })
})

test('a huge reply in small packets is read in a moment', async () => {
  const { transport, ask } = open(10_000)
  const asked = ask('A')
  const value = Array.from({ length: 500 }, (_, id) => ({ id: String(id), text: 'é'.repeat(8_000) }))
  const line = Buffer.from(`hello\nsuccess ${JSON.stringify(value)}\n`)
  const start = performance.now()
  for (let at = 0; at < line.length; at += 1_400) transport.push(line.subarray(at, at + 1_400))
  expect((await asked).value).toEqual(value)
  expect(performance.now() - start).toBeLessThan(4_000)
})

test('closing answers what was asked first, then ends our side', async () => {
  const { transport, wire, ask } = open()
  transport.push('hello\n')
  const asked = ask('A')
  const closing = wire.close()
  await expect(ask('B')).rejects.toMatchObject({ code: 'disconnected', definite: true })
  expect(transport.how).toBe('open')
  transport.push('success\n')
  await asked
  expect(transport.how).toBe('ended')
  transport.finish()
  await closing
  await wire.close()
  expect(transport.how).toBe('closed')
})

test('closing does not wait for ever', async () => {
  const { transport, wire } = open(20)
  transport.push('hello\n')
  await wire.close()
  expect(transport.how).toBe('closed')
})

test('a trace shows both directions without secrets', async () => {
  const { transport, trace, ask } = open()
  const asked = [ask('AUTH-LOGIN ann secret'), ask('AUTH-TOKEN')]
  transport.push('hello\nsuccess secret\nevent {"type":"lagged","dropped":1}\nsuccess {"token":"abc"}\n')
  await Promise.all(asked)
  expect(trace).toEqual([
    'sent AUTH-LOGIN ann ***',
    'sent AUTH-TOKEN',
    'received hello',
    'received success ***',
    'received event {"type":"lagged","dropped":1}',
    'received success ***',
  ])
})

test('a request that breaks the protocol in its token is not quoted', async () => {
  const { transport, ask } = open()
  const asked = ask('AUTH-TOKEN')
  transport.push('hello\ntoken=abc\n')
  await expect(asked).rejects.toSatisfy((error) => !(error as Error).message.includes('abc'))
})

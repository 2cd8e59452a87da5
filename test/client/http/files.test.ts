import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { done, gateway, json, problem } from './gateway.js'
import { user } from './line-user.js'

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const stored = { code: 'abc', name: 'a.txt', size: 5, mime: 'text/plain', sha256: sha256('hello') }

const head = (bytes: Buffer, more: Record<string, string> = {}) => ({
  'content-type': 'application/octet-stream',
  'content-length': String(bytes.length),
  etag: `"${sha256(bytes)}"`,
  'content-disposition': `attachment; filename="caf_.txt"; filename*=UTF-8''caf%C3%A9.txt`,
  mime: 'text/plain',
  ...more,
})

test('a file is asked about, and then the body of a request of its length', async () => {
  const { url, asked } = await gateway({
    'POST /users/bob/files?path=a+b%2Ftxt&size=5&check=true': done,
    'POST /users/bob/files?path=a+b%2Ftxt': json(stored, {}, 201),
    'GET /contacts': json([]),
  })
  const ann = await user(url)
  expect(await ann.ask('FILE-SEND-PRIVATE bob a b/txt 5')).toBe('success ready')
  expect(ann.transport.translation?.isUploading).toBe(true)
  await ann.transport.send('he')
  await ann.transport.send('lloCONTACT-GET\n')
  expect(await ann.line()).toBe(`success ${JSON.stringify(stored)}`)
  expect(await ann.line()).toBe('success []')
  expect(asked[2]).toMatchObject({
    body: 'hello',
    headers: { 'content-length': '5', 'content-type': 'application/octet-stream' },
  })
  expect(asked[2]!.headers['transfer-encoding']).toBeUndefined()
  expect(ann.transport.translation?.isUploading).toBe(false)
})

test('a file whose success tells no file is not known to be stored', async () => {
  const { url } = await gateway({
    'POST /users/bob/files?path=a&size=5&check=true': done,
    'POST /users/bob/files?path=a': json({ code: 'abc' }, {}, 201),
  })
  const ann = await user(url)
  await ann.ask('FILE-SEND-PRIVATE bob a 5')
  await expect(ann.ask('hell')).rejects.toMatchObject({
    code: 'protocol',
    definite: false,
    message: expect.stringContaining('{code, name, size, mime, sha256}'),
  })
})

test('behind a refused file nothing is taken for a request', async () => {
  const { url, asked } = await gateway({
    'POST /groups/abc/files': problem(413, 'file-too-large', 'too large'),
  })
  const ann = await user(url)
  expect(await ann.ask('FILE-SEND-GROUP abc a.txt 99')).toBe('failed file-too-large: too large')
  await ann.send('FILE-SEND-GROUP abc a.txt 15', 'GROUP-EXIT abc')
  expect(await ann.line()).toMatch(/^failed file-too-large/)
  expect(await ann.line()).toBeUndefined()
  expect(asked.map(({ what }) => what.split('?')[0])).not.toContain('POST /groups/abc/exit')
})

test('an answer before the last byte is told, and nothing behind it is sent', async () => {
  const { url } = await gateway({
    'POST /users/bob/files?path=a&size=1000000&check=true': done,
    'POST /users/bob/files?path=a': (response, _, request) => {
      request.once('data', () => problem(507, 'quota-exceeded', 'full')(response, undefined!, request))
    },
  })
  const ann = await user(url)
  await ann.ask('FILE-SEND-PRIVATE bob a 1000000')
  await ann.transport.send(Buffer.alloc(100_000))
  expect(await ann.line()).toBe('failed quota-exceeded: full')
  expect(await ann.line()).toBeUndefined()
})

test('an end amid a file breaks the request off', async () => {
  let how: string | undefined
  const { url } = await gateway({
    'POST /users/bob/files?path=a&size=10&check=true': done,
    'POST /users/bob/files?path=a': async (_response, _asked, request) => {
      request.resume()
      await once(request, 'close').catch(() => {})
      how = request.complete ? 'whole' : 'cut'
    },
  })
  const ann = await user(url)
  await ann.ask('FILE-SEND-PRIVATE bob a 10')
  await ann.transport.send('12345')
  await delay(30)
  ann.transport.end()
  expect(await ann.line()).toBeUndefined()
  await expect.poll(() => how).toBe('cut')
})

test('a server that reads slowly holds the sender of a file back', async () => {
  const size = 64 * 1024 * 1024
  const { url } = await gateway({
    [`POST /users/bob/files?path=a&size=${size}&check=true`]: done,
    'POST /users/bob/files?path=a': (_response, _asked, request) => request.pause(),
  })
  const ann = await user(url)
  await ann.ask(`FILE-SEND-PRIVATE bob a ${size}`)
  let accepted = 0
  const sending = (async () => {
    for (; accepted < size; accepted += 65_536) await ann.transport.send(Buffer.alloc(65_536))
  })()
  await delay(200)
  const held = accepted
  await delay(50)
  expect(accepted).toBe(held)
  expect(held).toBeLessThan(size / 2)
  ann.transport.close()
  await expect(sending).rejects.toMatchObject({ code: 'disconnected' })
})

test('a file comes as its reply and then its bytes', async () => {
  const bytes = Buffer.from('caf\u00e9\nsuccess\n')
  const { url } = await gateway({
    'GET /users/bob/files/abc': (response) => response.writeHead(200, head(bytes)).end(bytes),
    'GET /contacts': json([]),
  })
  const ann = await user(url)
  await ann.send('FILE-GET-PRIVATE bob abc', 'CONTACT-GET')
  expect(JSON.parse((await ann.line())!.slice(8))).toEqual({
    name: 'caf\u00e9.txt',
    size: bytes.length,
    mime: 'text/plain',
    sha256: sha256(bytes),
  })
  expect(await ann.bytes(bytes.length)).toBe(bytes.toString())
  expect(await ann.line()).toBe('success []')
})

test.each([
  ['no length', { 'content-length': undefined }, 'its length'],
  ['no hash', { etag: '"abc"' }, 'its sha256'],
  ['no name', { 'content-disposition': 'attachment' }, 'its name'],
  ['a broken name', { 'content-disposition': "attachment; filename*=UTF-8''%ff" }, 'its name'],
  ['a coding', { 'content-encoding': 'br' }, 'it as it is'],
])('a file with %s is no answer', async (_, more, words) => {
  const { url } = await gateway({
    'GET /users/bob/files/abc': (response) => {
      for (const [name, value] of Object.entries({ ...head(Buffer.from('hi')), ...more })) {
        if (value !== undefined) response.setHeader(name, value)
      }
      response.write('h')
      response.end('i')
    },
  })
  const ann = await user(url)
  await expect(ann.ask('FILE-GET-PRIVATE bob abc')).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining(words),
  })
})

test.each([
  ['breaks', (socket: Socket | null) => socket?.resetAndDestroy()],
  ['ends', (socket: Socket | null) => socket?.end()],
])('a connection that %s amid a file is lost', async (_, act) => {
  const bytes = Buffer.alloc(1000, 'x')
  const { url, asked } = await gateway({
    'GET /users/bob/files/abc': async (response) => {
      response.writeHead(200, head(bytes)).write(bytes.subarray(0, 500))
      await delay(30)
      act(response.socket)
    },
  })
  const ann = await user(url)
  await ann.ask('FILE-GET-PRIVATE bob abc')
  await expect(ann.bytes(1000)).rejects.toMatchObject({ code: 'disconnected' })
  expect(asked.filter(({ what }) => what.startsWith('GET /users'))).toHaveLength(1)
})

test('a reader that does not read holds the server of a file back', async () => {
  const bytes = Buffer.alloc(64 * 1024 * 1024)
  let sent = 0
  const { url } = await gateway({
    'GET /users/bob/files/abc': async (response) => {
      response.writeHead(200, head(bytes))
      for (; sent < bytes.length && !response.destroyed; sent += 65_536) {
        if (!response.write(bytes.subarray(sent, sent + 65_536)))
          await once(response, 'drain').catch(() => {})
      }
      response.end()
    },
  })
  const ann = await user(url)
  await ann.ask('FILE-GET-PRIVATE bob abc')
  await delay(300)
  const held = sent
  await delay(50)
  expect(sent).toBe(held)
  expect(held).toBeLessThan(bytes.length / 2)
  expect((await ann.bytes(bytes.length)).length).toBe(bytes.length)
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../helpers/http-client.js'
import { poll } from '../../helpers/poll.js'
import { TestGateway } from '../../helpers/test-gateway.js'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start({
    limits: { maxFile: 1_000_000, quota: 1_500_000, transferTimeout: 500 },
  })
})
afterAll(() => gateway.close())

const pair = async () => ({ ann: await gateway.user(), ben: await gateway.holder() })

/** Sends bytes as a body of no particular type. */
async function upload(client: HttpClient, route: string, bytes: Buffer) {
  const response = await fetch(client.base + route, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.bearer}` },
    body: new Uint8Array(bytes),
  })
  return { status: response.status, value: (await response.json()) as Record<string, string> }
}

const download = (client: HttpClient, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(client.base + path, { method, headers: { authorization: `Bearer ${client.bearer}`, ...headers } })

test('a picture goes there and back, with its facts in the head', async () => {
  const { ann, ben } = await pair()
  const name = 'foto "pantai" 100% é.png'
  const sent = await upload(
    ann.client,
    `/users/${ben.name}/files?path=${encodeURIComponent(`C:\\${name}`)}`,
    PNG,
  )
  expect(sent).toMatchObject({ status: 201, value: { name, size: PNG.length, mime: 'image/png' } })
  const response = await download(ben.client, `/users/${ann.name}/files/${sent.value.code}`)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-length': String(PNG.length),
    'content-type': 'image/png',
    mime: 'image/png',
    etag: `"${sent.value.sha256}"`,
    'content-disposition': `attachment; filename="foto _pantai_ 100_ _.png"; filename*=UTF-8''foto%20%22pantai%22%20100%25%20%C3%A9.png`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  })
})

test.each([
  ['HTML', '<!doctype html><script>alert(1)</script>', 'text/plain'],
  ['XML', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'application/octet-stream'],
])('%s is never said to be what a browser would run', async (_what, text, type) => {
  const { ann, ben } = await pair()
  const sent = await upload(ann.client, `/users/${ben.name}/files?path=a`, Buffer.from(text))
  const response = await download(ben.client, `/users/${ann.name}/files/${sent.value.code}`)
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('mime')).toBe(sent.value.mime)
})

test('a known file is not sent again, HEAD sends none, and a range sends a part', async () => {
  const { ann, ben } = await pair()
  const { value } = await upload(ann.client, `/users/${ben.name}/files?path=a`, Buffer.from('0123456789'))
  const path = `/users/${ann.name}/files/${value.code}`
  const get = (headers: Record<string, string>) => download(ben.client, path, headers)
  expect((await get({ 'if-none-match': `"x", W/"${value.sha256}"` })).status).toBe(304)
  const head = await download(ben.client, path, { range: 'bytes=0-1' }, 'HEAD')
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
  const part = await get({ range: 'bytes=2-4' })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ])
  expect(await (await get({ range: 'bytes=-3' })).text()).toBe('789')
  expect(await (await get({ range: 'bytes=7-99' })).text()).toBe('789')
  expect(await (await get({ range: 'bytes=0-1,4-5' })).text()).toBe('0123456789')
  expect(await (await get({ range: 'bytes=2-4', 'if-range': '"old"' })).text()).toBe('0123456789')
  const beyond = await get({ range: 'bytes=10-' })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
})

test('a check tells whether a file would be taken, and stores and reserves nothing', async () => {
  const { ann, ben } = await pair()
  const check = `POST /users/${ben.name}/files?path=a&check=true`
  for (let i = 0; i < 3; i++) expect((await ann.client.ask(`${check}&size=900000`)).status).toBe(204)
  expect(await ann.client.refusal(`${check}&size=1000001`)).toBe('413 file-too-large')
  expect(await ann.client.refusal(`${check}&size=0`)).toBe('400 bad-size')
  expect(await ann.client.refusal(check)).toBe('400 wrong-arguments')
  expect(await ann.client.refusal(`POST /users/${ben.name}/files?path=a&check=yes&size=1`)).toBe(
    '400 bad-argument',
  )
  expect(await ann.client.refusal(`POST /users/nobody/files?path=a&check=true&size=1`)).toBe(
    '404 unknown-user',
  )
  expect(await ben.client.value('GET /inbox')).toEqual([])
})

test.each([1, 1001, 2 ** 50])('files may be as large as anybody likes: %d', async (maxFile) => {
  const one = await TestGateway.start({ limits: { maxFile, quota: maxFile } })
  onTestFinished(() => one.close())
  const { client, name } = await one.user()
  const check = (size: number) => client.ask(`POST /users/${name}/files?path=a&check=true&size=${size}`)
  expect((await check(maxFile)).status).toBe(204)
  expect((await check(maxFile + 1)).status).toBe(413)
})

test('what may not come is refused before it is read, and the connection lasts', async () => {
  const { ann, ben } = await pair()
  const large = Buffer.alloc(900_000)
  expect((await upload(ann.client, `/users/${ben.name}/files?path=a`, large)).status).toBe(201)
  const refused = await upload(ann.client, `/users/${ben.name}/files?path=a`, large)
  expect([refused.status, refused.value.code]).toEqual([507, 'quota-exceeded'])
  const nobody = await upload(gateway.visitor(), `/users/${ben.name}/files?path=a`, large)
  expect([nobody.status, nobody.value.code]).toEqual([401, 'bad-token'])
  expect((await upload(ann.client, `/users/${ben.name}/files?path=..`, large)).value.code).toBe(
    'bad-argument',
  )
  expect((await upload(ann.client, `/users/${ben.name}/files?path=a&size=9`, large)).value.code).toBe(
    'wrong-arguments',
  )
})

/** Sends bytes as they are; what came back until the end. */
async function raw(head: string, body: string, end: boolean): Promise<string> {
  const socket = connect(gateway.server.httpPort!, '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => (answer += bytes)).on('error', () => {})
  socket.write(head + body)
  if (end) setTimeout(() => socket.destroy(), 100)
  await once(socket, 'close')
  return answer
}

test('a file without a length is refused with 411', async () => {
  const { ann, ben } = await pair()
  const head = `POST /users/${ben.name}/files?path=a HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${ann.client.bearer}\r\ntransfer-encoding: chunked\r\n\r\n`
  expect(await raw(head, '5\r\nhello\r\n0\r\n\r\n', false)).toMatch(/^HTTP\/1.1 411 [\s\S]*"code":"bad-size"/)
})

test('half a file leaves nothing behind, whether the client goes or stands still', async () => {
  const { ann, ben } = await pair()
  const head = `POST /users/${ben.name}/files?path=a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ann.client.bearer}\r\ncontent-length: 900000\r\n\r\n`
  // All of the space that was set aside is free again.
  const freed = () =>
    poll(
      () => ann.client.ask(`POST /users/${ben.name}/files?path=a&check=true&size=1000000`),
      ({ status }) => status === 204,
    )
  await raw(head, 'half', true)
  await freed()
  expect(await raw(head, 'half', false)).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"busy"/)
  await freed()
  expect(await ben.client.value('GET /inbox')).toEqual([])
})

test('bytes are asked for only once they may come', async () => {
  const { ann, ben } = await pair()
  const ask = (path: string, size: number, version = '1.1') =>
    raw(
      `POST ${path} HTTP/${version}\r\nhost: x\r\nauthorization: Bearer ${ann.client.bearer}\r\nexpect: 100-continue\r\ncontent-length: ${size}\r\n\r\n`,
      '',
      true,
    )
  expect(await ask(`/users/${ben.name}/files?path=a`, 10)).toMatch(/^HTTP\/1.1 100 /)
  expect(await ask(`/users/nobody/files?path=a`, 10)).toMatch(/^HTTP\/1.1 404 /)
  expect(await ask(`/users/${ben.name}/files?path=a`, 10_000_000)).toMatch(/^HTTP\/1.1 413 /)
  expect(await ask('/groups', 20)).toMatch(/^HTTP\/1.1 100 /)
  expect(await ask(`/users/${ben.name}/files?path=a`, 10, '1.0')).toBe('')
  expect(await ask('/groups', 20, '1.0')).toBe('')
})

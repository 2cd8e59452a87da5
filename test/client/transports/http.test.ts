import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import nock from 'nock'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../../src/client/client.js'
import { openHttp } from '../../../src/client/transports/http.js'
import { startServer } from '../../../src/server/index.js'
import { transportContract } from '../../contracts/transport.js'
import { done, gateway, INFO, json, problem } from '../http/gateway.js'
import { user } from '../http/line-user.js'

const open = (address: string, timeout = 2_000) => openHttp(new URL(address), { timeout })

transportContract({
  scheme: 'http',
  open: openHttp,
  server: () => ({ http: { port: 0 } }),
  portOf: ({ httpPort }) => httpPort!,
})

/** A server on the loopback address that does with each connection what the script says. */
async function peer(script: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    script(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The start of an answer, as bytes. */
const answered = (length: number, body: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`

const info = JSON.stringify(INFO)

test('requests are made by undici, not by the global fetch that nock stands in the way of', async () => {
  const { url, asked } = await gateway({})
  const globally = vi.spyOn(globalThis, 'fetch')
  nock.disableNetConnect()
  onTestFinished(() => {
    nock.enableNetConnect()
    nock.restore()
    globally.mockRestore()
  })
  await expect(fetch(`${url}/server`)).rejects.toThrow()
  globally.mockClear()
  expect(await (await user(url)).ask('SERVER-INFO')).toBe(`success ${info}`)
  expect(globally).not.toHaveBeenCalled()
  expect(asked).toHaveLength(2)
})

test.each([
  [
    'is no web server',
    (socket: Socket) => socket.write('success welcome\n'),
    'unreachable',
    /does not speak HTTP: is it tcp:\/\/127/,
  ],
  ['ends before it answers', (socket: Socket) => socket.end(), 'unreachable', /other side closed/],
  [
    'breaks amid its answer',
    (socket: Socket) => socket.end(answered(999, '{')),
    'unreachable',
    /other side closed/,
  ],
  [
    'is another web server',
    (socket: Socket) => socket.write(answered(2, '{}')),
    'protocol',
    /no py-chat server/,
  ],
  ['never answers', () => {}, 'unreachable', /no answer within 1500 ms/],
])('what %s is told from a gateway', async (_, script, code, words) => {
  const address = await peer(script)
  await expect(open(address, 1500)).rejects.toMatchObject({
    name: 'ChatError',
    code,
    message: expect.stringMatching(words),
  })
})

test('a port that no fetch asks for is told as one', async () => {
  await expect(open('http://127.0.0.1:6667')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('use another'),
  })
})

test('a gateway that has no place greets with that and ends', async () => {
  const { url } = await gateway({ 'GET /server': problem(503, 'busy', 'too many connections') })
  const client = await connect(url, { timeout: 500 })
  expect(await client.greeting).toBe('failed busy: too many connections')
  await expect(client.serverInfo()).rejects.toMatchObject({ code: 'busy' })
})

test('something between that reaches no server is unreachable', async () => {
  const { url } = await gateway({ 'GET /server': (response) => response.writeHead(502).end('<html>') })
  await expect(open(url, 500)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/answers 502/),
  })
})

test('an answer that is cut off is asked for again where that is safe, whole answers alone count', async () => {
  let count = 0
  const address = await peer((socket) =>
    socket.on('data', (bytes) => {
      if (bytes.includes('/server')) socket.write(answered(info.length, info))
      else if (count++ === 0) socket.end(answered(100, '[{"name":'))
      else socket.write(answered(2, '[]'))
    }),
  )
  expect(await (await user(address)).ask('CONTACT-GET')).toBe('success []')
  expect(count).toBe(2)
})

test('a send whose answer was lost is made again with its key, and posts once', async () => {
  const posted = new Map<string, string>()
  const { url } = await gateway({
    'POST /users/bob/messages': (response, { headers, body }) => {
      const key = String(headers['idempotency-key'])
      const isNew = !posted.has(key)
      posted.set(key, body)
      if (isNew) response.socket?.resetAndDestroy()
      else response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1","at":"now"}')
    },
  })
  expect(await (await user(url)).ask('CHAT-PRIVATE-SEND bob hi')).toBe('success {"id":"1","at":"now"}')
  expect([...posted.values()]).toEqual(['{"message":"hi"}'])
})

test('a send whose answer is lost on the way reaches the other side once', async () => {
  const server = await startServer({ port: 0, passwordCost: 16, http: { port: 0 } })
  onTestFinished(() => server.close())
  let lost = 0
  const address = await peer((client) => {
    const behind = connectTcp({ port: server.httpPort!, host: '127.0.0.1' }).on('error', () => {})
    let isSend = false
    client.on('close', () => behind.destroy())
    client.on('data', (bytes) => {
      isSend = bytes.includes('POST /users/bob/messages HTTP')
      behind.write(bytes)
    })
    behind.on('data', (bytes) => {
      if (isSend && lost++ < 2) client.resetAndDestroy()
      else client.write(bytes)
    })
  })
  const client = await connect(address)
  for (const name of ['ann', 'bob']) await client.authRegister({ name, password: 'pw', confirm: 'pw' })
  await client.authLogin({ name: 'ann', password: 'pw' })
  const { value } = await client.chatPrivateSend({ name: 'bob', message: 'once' })
  expect(lost).toBeGreaterThan(1)
  expect((await client.chatPrivateHistory({ name: 'bob', limit: 10, before: null })).value).toMatchObject([
    { id: value!.id, text: 'once' },
  ])
  await client.close()
})

test('a body that comes too slowly ends the request by its deadline, and the connection with it', async () => {
  const { url, asked } = await gateway({
    'GET /contacts': async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
      for (let i = 0; i < 50 && !response.destroyed; i++) {
        await delay(20)
        response.write(' ')
      }
    },
  })
  const client = await connect(url, { timeout: 300 })
  await client.authLogin({ name: 'ann', password: 'pw' })
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'timeout' })
  await client.closed
  await expect.poll(() => asked.at(-1)?.what).toBe('POST /session/close')
})

test('an answer that is too long is broken off', async () => {
  let sent = 0
  const { url } = await gateway({
    'GET /groups': async (response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' })
      for (; sent < 1024 && !response.destroyed; sent++) {
        if (!response.write(Buffer.alloc(64 * 1024, ' '))) await once(response, 'drain').catch(() => {})
      }
    },
  })
  await expect((await user(url)).ask('GROUP-GET')).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('longer than 65536 bytes'),
  })
  await delay(50)
  expect(sent).toBeLessThan(1024)
})

test('headers without an end are broken off', async () => {
  const address = await peer((socket) =>
    socket.on('data', async (bytes) => {
      if (bytes.includes('/server')) return socket.write(answered(info.length, info))
      socket.write('HTTP/1.1 200 OK\r\n')
      while (socket.writable) {
        socket.write(`X: ${'x'.repeat(4096)}\r\n`)
        await delay(1)
      }
    }),
  )
  await expect((await user(address)).ask('CONTACT-GET')).rejects.toMatchObject({ code: 'disconnected' })
})

test('the server is told that somebody is still there', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const { url, asked } = await gateway({ 'GET /contacts': json([]), 'DELETE /session': done })
  const ann = await user(url)
  vi.advanceTimersByTime(60_000)
  await ann.ask('AUTH-LOGIN ann pw')
  vi.advanceTimersByTime(46_000)
  await expect.poll(() => asked.at(-1)?.what).toBe('GET /contacts')
  await ann.ask('AUTH-LOGOUT')
  vi.advanceTimersByTime(300_000)
  expect(asked.at(-1)?.what).toBe('DELETE /session')
})

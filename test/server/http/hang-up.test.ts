import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { linger } from '../../../src/server/http/hang-up.js'
import { certificate } from '../../helpers/certificates.js'
import { poll } from '../../helpers/poll.js'
import { TestGateway } from '../../helpers/test-gateway.js'

const MANY = Buffer.alloc(20_000_000, 'x')

/** Writes it all before a byte is read; answers what then can be read. Rejects where the connection breaks. */
async function writeThenRead(socket: Socket, head: string): Promise<string> {
  onTestFinished(() => void socket.destroy())
  const broken = once(socket, 'error').then(([error]) => Promise.reject(error))
  broken.catch(() => {})
  socket.pause()
  socket.write(head.replaceAll('\n', '\r\n'))
  await Promise.race([new Promise((resolve) => socket.write(MANY, resolve)), broken])
  // The server has long answered, and closed if it is going to.
  await new Promise((resolve) => setTimeout(resolve, 100))
  let answer = ''
  socket.on('data', (bytes) => (answer += bytes)).resume()
  await Promise.race([once(socket, 'close'), broken])
  return answer
}

const length = `content-length: ${MANY.length}`
const refused: [string, string, RegExp][] = [
  [
    'a bad token',
    `POST /users/ann/files?path=a HTTP/1.1\nhost: x\nauthorization: Bearer x\n${length}\n\n`,
    /^HTTP\/1.1 401 /,
  ],
  ['no session', `POST /users/ann/files?path=a HTTP/1.1\nhost: x\n${length}\n\n`, /^HTTP\/1.1 401 /],
  [
    'a large JSON body',
    `POST /session HTTP/1.1\nhost: x\ncontent-type: application/json\n${length}\n\n`,
    /^HTTP\/1.1 413 /,
  ],
  ['no such route', `POST /nothing HTTP/1.1\nhost: x\n${length}\n\n`, /^HTTP\/1.1 404 /],
  [
    'a Content-Encoding',
    `POST /session HTTP/1.1\nhost: x\ncontent-encoding: gzip\n${length}\n\n`,
    /^HTTP\/1.1 415 /,
  ],
  ['what is no HTTP', 'hello\n\n', /^HTTP\/1.1 400 /],
  ['endless headers', 'GET /inbox HTTP/1.1\nhost: x\nx: ', /^HTTP\/1.1 431 /],
]

test.each(refused)('who writes all before reading is still told of %s', async (_what, head, status) => {
  const gateway = await TestGateway.start({ limits: { maxFile: 1_000_000 } })
  onTestFinished(() => gateway.close())
  const answer = await writeThenRead(connect(gateway.server.httpPort!, '127.0.0.1'), head)
  expect(answer).toMatch(status)
  expect(answer).toMatch(/connection: close/)
  expect(answer).toMatch(/"definite":true}$/)
})

test('also where the client wanted the connection to end, as proxies do', async () => {
  const gateway = await TestGateway.start()
  onTestFinished(() => gateway.close())
  const [, head, status] = refused[0]!
  const closing = head.replace('host: x', 'host: x\nconnection: close')
  expect(await writeThenRead(connect(gateway.server.httpPort!, '127.0.0.1'), closing)).toMatch(status)
})

test('inside TLS too', async () => {
  const gateway = await TestGateway.start({
    tls: { ...(await certificate()), port: 0 },
    http: { securePort: 0 },
    limits: { maxFile: 1_000_000 },
  })
  onTestFinished(() => gateway.close())
  const { httpsPort: port } = gateway.server
  const socket = connectTls({ host: '127.0.0.1', port: port!, rejectUnauthorized: false })
  const [, head, status] = refused[0]!
  expect(await writeThenRead(socket, head)).toMatch(status)
})

test('what follows an answer that ends the connection is not performed', async () => {
  const gateway = await TestGateway.start()
  onTestFinished(() => gateway.close())
  const registration = JSON.stringify({ name: 'ann', password: 'p', confirm: 'p' })
  const socket = connect(gateway.server.httpPort!, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.on('data', (bytes) => (answer += bytes))
  socket.write('POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n')
  await once(socket, 'data')
  socket.end(
    `{}POST /accounts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${registration.length}\r\n\r\n${registration}`,
  )
  await once(socket, 'close')
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  await gateway.visitor().value('POST /accounts', JSON.parse(registration))
})

/** A server that answers at once and lingers; the client, and when it was closed. */
async function lingering(bounds: Parameters<typeof linger>[1]) {
  const closed: number[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {}).on('close', () => closed.push(performance.now()))
    socket.write('answer')
    linger(socket, bounds)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {}).resume()
  await once(socket, 'end')
  const start = performance.now()
  const isClosed = () =>
    poll(
      () => closed.length,
      (count) => count === 1,
    ).then(() => closed[0]! - start)
  return { socket, isClosed }
}

const ample = { longest: 60_000, silence: 60_000, bytes: 1e9 }

test('a client that is done is let go at once', async () => {
  const { socket, isClosed } = await lingering(ample)
  socket.end('rest')
  expect(await isClosed()).toBeLessThan(1000)
})

test('a client that falls silent, or never ends, is cut off in time', async () => {
  const silent = await lingering({ ...ample, silence: 200 })
  expect(await silent.isClosed()).toBeLessThan(1500)
  const endless = await lingering({ ...ample, longest: 500 })
  const drip = setInterval(() => endless.socket.write('x'), 20)
  onTestFinished(() => clearInterval(drip))
  expect(await endless.isClosed()).toBeLessThan(2000)
})

test('a client that sends too much is cut off', async () => {
  const { socket, isClosed } = await lingering({ ...ample, bytes: 1_000_000 })
  socket.write(MANY)
  expect(await isClosed()).toBeLessThan(2000)
})

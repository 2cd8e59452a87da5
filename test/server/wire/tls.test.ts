import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, connect as secureConnect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Server, type ServerOptions, startServer } from '../../../src/server/index.js'
import { certificate, type Pems } from '../../helpers/certificates.js'
import { pause } from '../../helpers/poll.js'
import { RawClient } from '../../helpers/raw-client.js'

let pems: Pems
let server: Server

const start = async (options: ServerOptions = {}) => {
  const started = await startServer({ port: 0, passwordCost: 16, tls: { ...pems, port: 0 }, ...options })
  onTestFinished(() => started.close())
  return started
}

beforeAll(async () => {
  pems = await certificate()
  server = await startServer({ port: 0, passwordCost: 16, tls: { ...pems, port: 0 } })
})
afterAll(() => server.close())

/** A TCP connection to the TLS port. */
function dial({ tlsPort }: Server = server): Socket {
  const socket = connect({ port: tlsPort!, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  onTestFinished(() => void socket.destroy())
  return socket.on('error', () => {})
}

/** A client inside TLS, greeted. */
async function enter(to: Server = server, options: ConnectionOptions = {}): Promise<RawClient> {
  const socket = secureConnect({ socket: dial(to), host: 'localhost', ca: pems.cert, ...options })
  const client = new RawClient(socket)
  client.greeting = await client.line()
  return client
}

async function logIn(client: RawClient, name: string): Promise<void> {
  await client.ask(`AUTH-REGISTER ${name} secret secret`)
  await client.value(`AUTH-LOGIN ${name} secret`)
}

const closed = async (socket: Socket) => {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

test('who comes through TLS and who comes in plain are in one chat', async () => {
  const ann = await enter()
  expect(ann.greeting).toMatch(/^success /)
  await logIn(ann, 'ann')
  const bob = RawClient.dial(server.port)
  await bob.line()
  await logIn(bob, 'bob')
  await ann.value('CHAT-PRIVATE-SEND bob hi')
  expect(await bob.value('CHAT-PRIVATE-GET ann')).toMatchObject([{ from: 'ann', text: 'hi' }])
  bob.close()
})

test.each(['TLSv1.3', 'TLSv1.2'] as const)(
  'with %s a half-closed client is answered (LINE-11)',
  async (version) => {
    const client = await enter(server, { minVersion: version, maxVersion: version })
    client.end('SERVER-INFO\nNO-SUCH\nSERVER')
    expect(await client.rest()).toMatch(/^success .*\nfailed unknown-keyword.*\n$/)
    expect(client.error).toBeUndefined()
  },
)

test('TLS 1.1 is refused', async () => {
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const socket = secureConnect({ socket: dial(), ca: pems.cert, host: 'localhost', ...old })
  const [error] = (await once(socket, 'error').catch((cause) => [cause])) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
})

test('a client that speaks no TLS is let go at once', async () => {
  const socket = dial()
  socket.write('SERVER-INFO\n')
  await closed(socket.setTimeout(5000, () => expect.unreachable()).on('end', () => socket.destroy()))
  expect((await enter()).greeting).toMatch(/^success/)
})

describe('a handshake', () => {
  test('that stands still is ended, whether or not its client ended its side', async () => {
    const slow = await start({ limits: { handshakeTimeout: 200 } })
    const begin = performance.now()
    const [silent, ended] = [dial(slow), dial(slow)]
    ended.end()
    const hello = dial(slow)
    hello.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]))
    for (const socket of [silent, ended, hello]) socket.on('end', () => socket.destroy())
    await Promise.all([closed(silent), closed(ended), closed(hello)])
    expect(performance.now() - begin).toBeLessThan(6000)
  })

  test('takes the room of a connection, with which it shares the limit of its address', async () => {
    const small = await start({ limits: { maxConnectionsPerAddress: 2 } })
    const [half, whole] = [dial(small), await enter(small)]
    const plain = RawClient.dial(small.port)
    expect(await plain.rest()).toMatch(/^failed busy/)
    const third = dial(small)
    await closed(third.on('end', () => third.destroy()))
    half.destroy()
    await hasRoom(small)
    whole.close()
  })

  test('gives its room back however it ends', async () => {
    const small = await start({ limits: { maxConnections: 1, handshakeTimeout: 100 } })
    const ends: ((socket: Socket) => void)[] = [
      (socket) => socket.destroy(),
      (socket) => void socket.write('plain\n'),
      (socket) => void socket.resetAndDestroy(),
      () => {},
    ]
    for (const end of ends) {
      const socket = dial(small)
      await once(socket, 'connect')
      end(socket)
      await hasRoom(small)
    }
    const passing = async () => (await enter(small)).close()
    await expect.poll(() => passing().then(() => 'greeted', String), { interval: 50 }).toBe('greeted')
    await hasRoom(small)
  })

  test('does not keep a server from closing', async () => {
    const other = await start()
    const socket = dial(other)
    await once(socket, 'connect')
    const begin = performance.now()
    await other.close()
    expect(performance.now() - begin).toBeLessThan(6000)
  })
})

test('a client that breaks off leaves its messages unread (CHAT-3)', async () => {
  const [ann, bob] = [await enter(), await enter()]
  await logIn(ann, 'ann3')
  await logIn(bob, 'bob3')
  await ann.value('CHAT-PRIVATE-SEND bob3 hi')
  expect(await bob.value('CHAT-PRIVATE-GET ann3')).toHaveLength(1)
  bob.close()
  const again = await enter()
  await logIn(again, 'bob3')
  await expect.poll(() => again.value('CHAT-PRIVATE-GET ann3')).toHaveLength(1)
})

test('a client that does not read is held back, and a large file reaches it whole', async () => {
  const [ann, bob] = [await enter(), await enter()]
  await logIn(ann, 'ann4')
  await logIn(bob, 'bob4')
  const file = Buffer.alloc(3 * 1024 ** 2, 'abcdefg')
  expect(await ann.ask(`FILE-SEND-PRIVATE bob4 a.txt ${file.length}`)).toBe('success ready')
  ann.send(file)
  const { code } = JSON.parse((await ann.reply()).slice(8)) as { code: string }
  bob.socket.pause()
  bob.sendLines(`FILE-GET-PRIVATE ann4 ${code}`)
  await pause(300)
  bob.socket.resume()
  await bob.reply()
  expect((await bob.bytes(file.length)).equals(file)).toBe(true)
})

test('a server that closes answers what was asked', async () => {
  const other = await start({ passwordCost: 2 ** 15 })
  const client = await enter(other)
  client.sendLines('AUTH-REGISTER zoe secret secret')
  // The hashing takes a while.
  await pause(20)
  const closing = other.close()
  expect(await client.rest()).toMatch(/^success .*\n$/)
  client.close()
  await closing
  expect(client.error).toBeUndefined()
})

describe('another certificate', () => {
  test('is shown to newcomers, and who is there already stays', async () => {
    const other = await start()
    const before = await enter(other)
    const renewed = await certificate({ hosts: ['localhost', 'renewed.example'] })
    other.renew(renewed)
    const after = await enter(other, { ca: renewed.cert })
    expect(after.greeting).toMatch(/^success/)
    expect(await before.ask('SERVER-INFO')).toMatch(/^success/)
  })

  test('that does not fit its key is refused, and the former one stays', async () => {
    const other = await start()
    const { cert } = await certificate()
    expect(() => other.renew({ cert, key: pems.key })).toThrow(/mismatch/)
    expect((await enter(other)).greeting).toMatch(/^success/)
  })

  test('needs a TLS port', async () => {
    const plain = await start({ tls: undefined })
    expect(plain.tlsPort).toBeUndefined()
    expect(() => plain.renew(pems)).toThrow('no TLS port')
  })
})

test('a certificate and a key that are no pair keep the server from starting', async () => {
  const { cert } = await certificate()
  await expect(startServer({ port: 0, tls: { cert, key: pems.key, port: 0 } })).rejects.toThrow(/mismatch/)
})

/** Waits until a client is greeted. */
async function hasRoom({ port }: Server): Promise<void> {
  const greeting = async () => {
    const client = RawClient.dial(port)
    const line = await client.line()
    client.close()
    return line
  }
  await expect.poll(greeting, { interval: 50 }).toMatch(/^success /)
}

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { openTcp } from '../../../src/client/transports/tcp.js'
import { socketTransportContract } from '../../contracts/socket-transport.js'
import { transportContract } from '../../contracts/transport.js'

describe('as a transport', () => {
  transportContract({ scheme: 'tcp', open: openTcp, server: () => ({}), portOf: ({ port }) => port })
})

describe('as bytes', () => {
  socketTransportContract({ open: openTcp })
})

test('the port is 8000 unless given, and a host is needed', async () => {
  await expect(openTcp(new URL('tcp://no-such-host.invalid'), { timeout: 1000 })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no-such-host.invalid:8000'),
  })
  await expect(openTcp(new URL('tcp:///path'), { timeout: 1000 })).rejects.toMatchObject({
    code: 'unreachable',
  })
})

describe('localhost', () => {
  // Some containers have no IPv6.
  const own = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address))
  const addresses = ['127.0.0.1', '::1'].filter((address) => own.includes(address))

  test.each(addresses)('is found at %s', async (host) => {
    const server = createServer((socket) => socket.end('salam\n')).listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const transport = await openTcp(new URL(`tcp://localhost:${port}`), { timeout: 5000 })
    for await (const bytes of transport.received) expect(bytes.toString()).toBe('salam\n')
    transport.close()
    server.close()
  })

  test('is refused in its own name where neither address has a listener', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    await expect(openTcp(new URL(`tcp://localhost:${port}`), { timeout: 5000 })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(`^cannot connect to localhost:${port}: nothing listens there`),
    })
  })
})

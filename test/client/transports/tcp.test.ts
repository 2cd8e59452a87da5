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

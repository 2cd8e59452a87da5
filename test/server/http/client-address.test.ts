import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { clientAddress } from '../../../src/server/http/client-address.js'
import { TestGateway } from '../../helpers/test-gateway.js'
import { PASSWORD } from '../../helpers/test-server.js'

/** Where a request is taken to come from, at a server that trusts these. */
async function from(remoteAddress: string, forwarded: string | undefined, trustProxy?: string[]) {
  const app = Fastify({ trustProxy: trustProxy ?? false })
  onTestFinished(() => app.close())
  app.get('/', async (request) => clientAddress(request))
  const headers = { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) }
  return (await app.inject({ url: '/', remoteAddress, headers })).body
}

test.each([
  ['a client', '203.0.113.7', '203.0.113.7'],
  ['a client by IPv6', '2001:db8::7', '2001:db8::7'],
  ['a client that made up another', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['one behind a second trusted proxy', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
  ['one behind a proxy that nobody trusts', '203.0.113.7, 192.0.2.9, 10.1.2.3', '192.0.2.9'],
  ['a proxy itself', '10.1.2.3', '10.1.2.3'],
  ['nobody', undefined, '127.0.0.1'],
  ['nobody at all', '', '127.0.0.1'],
  ['rubbish', '<script>', '127.0.0.1'],
  ['rubbish behind a second proxy', 'unknown, 10.1.2.3', '10.1.2.3'],
  ['rubbish before a client', 'x, 203.0.113.7', '203.0.113.7'],
  ['an address with a port', '203.0.113.7:4711', '127.0.0.1'],
  ['an address in short', '203.7', '127.0.0.1'],
  ['endless rubbish', ','.repeat(8000), '127.0.0.1'],
])('a trusted proxy tells of %s', async (_whom, forwarded, address) => {
  expect(await from('127.0.0.1', forwarded, ['loopback', '10.0.0.0/8'])).toBe(address)
})

test('a proxy is trusted by IPv6, and by an IPv4 address inside one', async () => {
  expect(await from('::1', '203.0.113.7', ['loopback'])).toBe('203.0.113.7')
  expect(await from('fd00::5', '203.0.113.7', ['fd00::/64'])).toBe('203.0.113.7')
  expect(await from('::ffff:10.1.2.3', '203.0.113.7', ['10.0.0.0/8'])).toBe('203.0.113.7')
})

test.each([undefined, ['10.0.0.0/8']])('whom nobody trusts is not believed: %j', async (trusted) => {
  expect(await from('192.0.2.9', '203.0.113.7', trusted)).toBe('192.0.2.9')
  expect(await from('127.0.0.1', '203.0.113.7', trusted)).toBe('127.0.0.1')
})

test('clients of a trusted proxy have their own limits and their own count of wrong passwords (AUTH-7)', async () => {
  const gateway = await TestGateway.start({
    limits: { maxConnectionsPerAddress: 4 },
    http: { trustProxy: ['loopback'] },
  })
  onTestFinished(() => gateway.close())
  const name = await gateway.account()
  const logIn = (forwarded: string, password: string) =>
    gateway
      .visitor()
      .ask('POST /session', { name, password }, { 'x-forwarded-for': forwarded })
      .then(({ status }) => status)
  for (let i = 0; i < 4; i++) expect(await logIn('203.0.113.7', PASSWORD)).toBe(201)
  expect(await logIn('203.0.113.7', PASSWORD)).toBe(503)
  expect(await logIn('203.0.113.8', PASSWORD)).toBe(201)
  for (let i = 0; i < 10; i++) expect(await logIn('203.0.113.9', 'wrong')).toBe(401)
  expect(await logIn('203.0.113.9', PASSWORD)).toBe(429)
  expect(await logIn('198.51.100.1, 203.0.113.9', PASSWORD)).toBe(429)
  expect(await logIn('203.0.113.10', PASSWORD)).toBe(201)
})

test('what is no address is not listened with', async () => {
  await expect(TestGateway.start({ http: { trustProxy: ['proxy.example'] } })).rejects.toThrow(
    'proxy.example',
  )
})

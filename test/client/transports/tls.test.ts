import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/client/client.js'
import type { TlsOptions } from '../../../src/client/transport.js'
import { openTls } from '../../../src/client/transports/tls.js'
import { socketTransportContract } from '../../contracts/socket-transport.js'
import { transportContract } from '../../contracts/transport.js'
import { authority, certificate, type Pems } from '../../helpers/certificates.js'
import { serve } from '../scripted-server.js'

let pems: Pems
beforeAll(async () => {
  pems = await certificate()
})

const open = (address: string, tls: TlsOptions = {}, timeout = 2_000) =>
  openTls(new URL(address), { timeout, tls })

/** A server with this certificate, at this host. */
const withCertificate = (tls: Pems, host?: string) => serve(() => {}, { tls, ...(host && { host }) })

const named = (address: string) => address.replace('127.0.0.1', 'localhost')

describe('as a transport', () => {
  transportContract({
    scheme: 'tls',
    open: openTls,
    server: () => ({ tls: { ...pems, port: 0 } }),
    portOf: ({ tlsPort }) => tlsPort!,
    options: () => ({ tls: { ca: pems.cert } }),
  })
})

describe('as bytes', () => {
  socketTransportContract({ open: openTls, certificate: () => pems })
})

test('the port is 8443 unless given', async () => {
  await expect(open('tls://no-such-host.invalid')).rejects.toMatchObject({
    message: expect.stringContaining('no-such-host.invalid:8443'),
  })
})

describe('a certificate', () => {
  test('is trusted by name, by IPv4 address and by IPv6 address', async () => {
    for (const address of [
      named(await withCertificate(pems)),
      await withCertificate(pems),
      await withCertificate(pems, '::1'),
    ]) {
      const transport = await open(address, { ca: pems.cert })
      transport.close()
    }
  })

  test('is trusted by its authority, also one of several and as bytes, and through one between', async () => {
    const [root, other] = [await authority('Root'), await authority('Other')]
    const between = await authority('Between', root)
    const { cert, key } = await certificate({ authority: between })
    const address = await withCertificate({ cert: `${cert}\n${between.cert}`, key })
    for (const ca of [root.cert, `${other.cert}some words\n${root.cert}`, Buffer.from(root.cert)]) {
      const transport = await open(address, { ca })
      transport.close()
    }
    await expect(open(address, { ca: other.cert })).rejects.toMatchObject({ code: 'untrusted' })
  })

  test('that is self-signed is refused, and told by its names and its fingerprint', async () => {
    const address = await withCertificate(pems)
    await expect(open(address)).rejects.toMatchObject({
      ...{ name: 'ChatError', code: 'untrusted', definite: true },
      message: expect.stringMatching(
        /^the certificate of 127\.0\.0\.1:\d+ is not trusted: it is self-signed \(subject CN=localhost; issuer CN=localhost; SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\); .*--ca FILE$/,
      ),
    })
  })

  test('of an authority that nobody knows is refused by the name of that', async () => {
    const signed = await certificate({ authority: await authority('Strange Root') })
    await expect(open(await withCertificate(signed))).rejects.toMatchObject({
      code: 'untrusted',
      message: expect.stringMatching(/nobody here knows who issued it, CN=Strange Root.*--ca FILE$/),
    })
  })

  test('of another host is refused with the hosts that it is for', async () => {
    const other = await certificate({ hosts: ['chat.example', '10.0.0.1'] })
    for (const address of [await withCertificate(other), named(await withCertificate(other))]) {
      await expect(open(address, { ca: other.cert })).rejects.toMatchObject({
        code: 'untrusted',
        message: expect.stringMatching(
          /it is for another host \(.*\); connect by a name that it is for: chat\.example, 10\.0\.0\.1$/,
        ),
      })
    }
  })

  test('of many other hosts is told by a few, and what is no host by none', async () => {
    const many = await certificate({ hosts: Array.from({ length: 40 }, (_, i) => `host${i}.example`) })
    await expect(open(await withCertificate(many), { ca: many.cert })).rejects.toMatchObject({
      message: expect.stringMatching(/is for: host0\.example, .*, host4\.example and 35 more$/),
    })
    const hostile = await certificate({ hosts: ['a; rm -rf ~', 'b, DNS:c', 'x'.repeat(200)] })
    await expect(open(await withCertificate(hostile), { ca: hostile.cert })).rejects.toMatchObject({
      message: expect.stringMatching(/; whoever runs the server has to get one for this host$/),
    })
  })

  test('that has expired, or is not valid yet, is refused with its date', async () => {
    const expired = await certificate({ expires: -1 })
    await expect(open(await withCertificate(expired), { ca: expired.cert })).rejects.toMatchObject({
      code: 'untrusted',
      message: expect.stringMatching(
        /has expired \(its own end: .*20\d\d GMT\).*; whoever runs the server has to renew it, unless the clock here is wrong$/,
      ),
    })
    const early = await certificate({ expires: 20 })
    await expect(open(await withCertificate(early), { ca: early.cert })).rejects.toMatchObject({
      code: 'untrusted',
      message: expect.stringMatching(
        /not valid yet \(its own beginning: .*20\d\d GMT\).*; try again then, or set the clock here if it is wrong$/,
      ),
    })
  })

  test('is not looked at by who said so', async () => {
    const expired = await certificate({ expires: -1, hosts: ['chat.example'] })
    const transport = await open(await withCertificate(expired), { insecure: true })
    transport.close()
  })

  test('to trust that cannot be read is told before any connection', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n'
    for (const ca of ['no certificate', broken]) {
      await expect(open('tls://127.0.0.1:1', { ca })).rejects.toMatchObject({
        code: 'untrusted',
        message: expect.stringContaining('the certificates to trust cannot be read'),
      })
    }
  })

  test('of an untrusted server meets no byte of ours', async () => {
    let heard = 0
    const address = await serve(async (peer) => void (heard += (await peer.bytes(1)).length), { tls: pems })
    await expect(connect(address)).rejects.toMatchObject({ code: 'untrusted' })
    expect(heard).toBe(0)
  })
})

test('a server of TLS 1.1 is refused', async () => {
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const server = createTlsServer({ ...pems, ...old }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(open(`tls://127.0.0.1:${port}`, { ca: pems.cert })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('does not speak TLS 1.2 or 1.3'),
  })
})

describe('a server that speaks no TLS', () => {
  test('is told apart by what it says', async () => {
    const address = (await serve(() => {})).replace('tcp:', 'tls:')
    await expect(open(address)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/does not speak TLS: is it tcp:\/\/127\.0\.0\.1:\d+\?$/),
    })
  })

  test('and says nothing is given up in time', async () => {
    const address = (await serve(() => {}, { greeting: null })).replace('tcp:', 'tls:')
    await expect(open(address, {}, 100)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/no TLS handshake within 100 ms: .*tcp:\/\//),
    })
  })

  test('and ends the connection is told as well', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(open(`tls://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('the server ended the TLS handshake'),
    })
  })
})

test('who speaks plainly to a TLS port is told to look at the address', async () => {
  const address = (await serve(() => {}, { tls: pems })).replace('tls:', 'tcp:')
  const client = await connect(address, { timeout: 2000 })
  await expect(client.serverInfo()).rejects.toMatchObject({
    code: 'disconnected',
    message: expect.stringContaining('tls://'),
  })
})

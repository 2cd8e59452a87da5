import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/client/client.js'
import { type ServerOptions, startServer } from '../../../src/server/index.js'
import { certificate } from '../../helpers/certificates.js'
import { poll } from '../../helpers/poll.js'

async function secured(options: ServerOptions = {}) {
  const pems = await certificate()
  const server = await startServer({
    ...{ port: 0, passwordCost: 16, tls: { ...pems, port: 0 }, http: { port: 0, securePort: 0 } },
    ...options,
  })
  onTestFinished(() => server.close())
  return { server, pems, url: `https://127.0.0.1:${server.httpsPort}` }
}

/** The fingerprint of the certificate that a newcomer is shown; rejects where there is no handshake. */
const shown = (port: number, options = {}) =>
  new Promise<string>((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })

test('inside TLS the gateway is the same: what is sent there is fetched at the plain port', async () => {
  const { server, pems, url } = await secured()
  await using ann = await connect(url, { tls: { ca: pems.cert } })
  await ann.authRegister({ name: 'ann', password: 'p', confirm: 'p' })
  await ann.authLogin({ name: 'ann', password: 'p' })
  await ann.chatPrivateSend({ name: 'ann', message: 'note' })
  await using other = await connect(`http://127.0.0.1:${server.httpPort}`)
  await other.authLogin({ name: 'ann', password: 'p' })
  const { value } = await other.chatPrivateGet({ name: 'ann' })
  expect(value).toMatchObject([{ text: 'note' }])
})

test('a certificate that is not trusted is told as at any other port', async () => {
  const { url } = await secured()
  await expect(connect(url)).rejects.toMatchObject({ code: 'untrusted', definite: true })
})

test('a renewed certificate is shown at both TLS ports', async () => {
  const { server } = await secured()
  const before = await shown(server.httpsPort!)
  server.renew(await certificate())
  const after = await shown(server.httpsPort!)
  expect(after).not.toBe(before)
  expect(await shown(server.tlsPort!)).toBe(after)
})

test('what is older than TLS 1.2 is turned away', async () => {
  const { server } = await secured()
  await expect(shown(server.httpsPort!, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
})

test('who speaks no TLS, or only begins to, is cut off and leaves the place to others', async () => {
  const { server, url, pems } = await secured({
    limits: { maxConnectionsPerAddress: 2, handshakeTimeout: 300 },
    http: { securePort: 0 },
  })
  const plain = connectTcp({ port: server.httpsPort!, host: '127.0.0.1' })
  const silent = connectTcp({ port: server.httpsPort!, host: '127.0.0.1' })
  const closed = [plain, silent].map(
    (socket) => new Promise((resolve) => socket.on('error', () => {}).on('close', resolve)),
  )
  plain.write('GET /server HTTP/1.1\r\nHost: x\r\n\r\n')
  for (const socket of [plain, silent]) socket.resume()
  await Promise.all(closed)
  const client = await poll(
    () => connect(url, { tls: { ca: pems.cert } }).catch(() => undefined),
    (one) => one !== undefined,
  )
  await client!.close()
})

test('HTTP inside TLS wants a certificate', async () => {
  const options = { port: 0, http: { securePort: 0 } }
  await expect(startServer(options)).rejects.toThrow('needs the certificate')
})

test('the connections of all ports share the limits', async () => {
  const { server } = await secured({ limits: { maxConnectionsPerAddress: 1 } })
  const one = connectTcp({ port: server.port, host: '127.0.0.1' })
  onTestFinished(() => void one.destroy())
  await new Promise((resolve) => one.once('data', resolve))
  const other = connectTcp({ port: server.httpPort!, host: '127.0.0.1' })
  await new Promise((resolve) =>
    other
      .on('error', () => {})
      .on('close', resolve)
      .resume(),
  )
  await expect(connect(`http://127.0.0.1:${server.httpPort}`)).rejects.toMatchObject({ code: 'unreachable' })
})

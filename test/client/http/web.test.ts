import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openHttp } from '../../../src/client/transports/http.js'
import { certificate } from '../../helpers/certificates.js'
import { gateway, INFO, json } from './gateway.js'
import { user } from './line-user.js'

const open = (address: string) => openHttp(new URL(address), { timeout: 2_000 })
const info = JSON.stringify(INFO)

/** A proxy for plain requests and for tunnels; every name leads to one port here. */
async function proxy(port: number, { refuses = false } = {}) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const { pathname, search } = new URL(request.url ?? '')
    const { method, headers } = request
    const onward = httpRequest(
      { port, host: '127.0.0.1', path: pathname + search, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(onward)
  })
  server.on('connect', (request, socket: Socket) => {
    seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    if (refuses) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    const behind = connectTcp({ port, host: '127.0.0.1' }).on('error', () => socket.destroy())
    socket.on('error', () => behind.destroy())
    socket.pipe(behind).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Sets variables for the time of one test. */
function environment(variables: Record<string, string>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
}

test('a proxy of the environment is gone through, and its credentials are for it alone', async () => {
  const { url, asked } = await gateway({ 'GET /contacts': json([]) })
  const { address, seen } = await proxy(Number(new URL(url).port))
  environment({ HTTP_PROXY: `http://ann:pw@${address}`, NO_PROXY: '' })
  const ann = await user('http://chat.example')
  expect(await ann.ask('CONTACT-GET')).toBe('success []')
  expect(seen).toEqual([`CONNECT chat.example:80 Basic ${Buffer.from('ann:pw').toString('base64')}`])
  expect(asked.every(({ headers }) => headers['proxy-authorization'] === undefined)).toBe(true)
})

test('what NO_PROXY names, and this machine itself, is reached without it', async () => {
  const { url } = await gateway({})
  const { address, seen } = await proxy(1)
  environment({ HTTP_PROXY: `http://${address}`, NO_PROXY: 'chat.invalid' })
  await user(url)
  await expect(open('http://chat.invalid')).rejects.toMatchObject({ code: 'unreachable' })
  expect(seen).toEqual([])
})

test('a proxy that lets nobody through, or is not there, is told as one', async () => {
  const { address } = await proxy(1, { refuses: true })
  environment({ HTTP_PROXY: `http://${address}`, NO_PROXY: '' })
  await expect(open('http://chat.example')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/chat\.example.*407/),
  })
  environment({ HTTP_PROXY: 'http://127.0.0.1:1' })
  await expect(open('http://chat.example')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/chat\.example.*ECONNREFUSED.*proxy/),
  })
})

test('https:// is for servers whose certificate is trusted, by the system or by ca', async () => {
  const pems = await certificate()
  const { url, asked } = await gateway({}, pems)
  await expect(open(url)).rejects.toMatchObject({
    code: 'untrusted',
    definite: true,
    message: expect.stringMatching(
      /127\.0\.0\.1:\d+ is not trusted: it is self-signed .*SHA-256 [0-9A-F:]{95}/,
    ),
  })
  expect(asked).toEqual([])
  expect(await (await user(url, { tls: { ca: pems.cert } })).ask('SERVER-INFO')).toBe(`success ${info}`)
  expect(await (await user(url, { tls: { insecure: true } })).ask('SERVER-INFO')).toBe(`success ${info}`)
})

test('https:// is for the host that the certificate names', async () => {
  const pems = await certificate({ hosts: ['chat.example'] })
  const { url, asked } = await gateway({}, pems)
  await expect(openHttp(new URL(url), { timeout: 2_000, tls: { ca: pems.cert } })).rejects.toMatchObject({
    code: 'untrusted',
    message: expect.stringContaining('connect by a name that it is for: chat.example'),
  })
  expect(asked).toEqual([])
})

test('through a tunnel the certificate is that of the server, too', async () => {
  const pems = await certificate({ hosts: ['chat.example'] })
  const { url } = await gateway({}, pems)
  const { address, seen } = await proxy(Number(new URL(url).port))
  environment({ HTTPS_PROXY: `http://${address}`, NO_PROXY: '' })
  const ann = await user('https://chat.example', { tls: { ca: pems.cert } })
  expect(await ann.ask('SERVER-INFO')).toBe(`success ${info}`)
  expect(seen).toEqual(['CONNECT chat.example:443'])
  await expect(open('https://chat.example')).rejects.toMatchObject({ code: 'untrusted' })
  await expect(
    openHttp(new URL('https://other.example'), { timeout: 2_000, tls: { ca: pems.cert } }),
  ).rejects.toMatchObject({ code: 'untrusted' })
})

import { expect, test } from 'vitest'
import { settle, type Target, withSession } from '../../src/cli/session.js'
import { serve } from '../client/scripted-server.js'

const target = (origin: string, more: Partial<Target> = {}): Target => ({
  origin,
  timeout: 5_000,
  signal: new AbortController().signal,
  trace: undefined,
  secret: { kind: 'password', secret: 's3cret', user: 'ann' },
  ...more,
})

test('the login and the first request share a round trip', async () => {
  const origin = await serve(async (peer) => {
    const lines = [await peer.line(), await peer.line()]
    expect(lines).toEqual(['AUTH-LOGIN ann s3cret', 'CONTACT-GET'])
    peer.write('success {"user":"ann","unread":2}', 'success []')
    peer.socket.end()
  })
  const value = await withSession(target(origin), async (client, opened) => {
    const { value } = await client.contactGet()
    return { value, opened: await opened }
  })
  expect(value).toEqual({ value: [], opened: { user: 'ann', unread: 2 } })
})

test.each([
  ['failed wrong-password: no', 'wrong-password'],
  ['failed unknown-user: register', 'unknown-user'],
  ['failed kata sandi salah', 'login-refused'],
  ['failed too-many-attempts: wait', 'too-many-attempts'],
])('where the login is answered %j that is the error, whatever the request got', async (reply, code) => {
  for (const other of ['success []', 'failed not-authorized: log in']) {
    const origin = await serve(async (peer) => {
      await peer.line()
      await peer.line()
      peer.write(reply, other)
      peer.socket.end()
    })
    await expect(withSession(target(origin), (client) => client.contactGet())).rejects.toMatchObject({ code })
  }
})

test('an error of what is done over the connection comes through once the login succeeded', async () => {
  const origin = await serve(async (peer) => {
    await peer.line()
    peer.write('success')
    peer.socket.end()
  })
  const mistake = new TypeError('mistake')
  await expect(withSession(target(origin), () => Promise.reject(mistake))).rejects.toBe(mistake)
})

test('a server that never ends its side does not hold the command up', async () => {
  const origin = await serve(async (peer) => {
    await peer.line()
    peer.write('success')
    await peer.line()
  })
  const began = Date.now()
  await withSession(target(origin, { secret: undefined }), (client) => client.contactGet().catch(() => {}))
  expect(Date.now() - began).toBeLessThan(10_000)
})

test('any answer settles what was handed out', async () => {
  const origin = await serve(async (peer) => {
    await peer.line()
    peer.write('failed apa itu?')
    peer.socket.end()
  })
  await expect(withSession(target(origin, { secret: undefined }), settle)).resolves.toBeUndefined()
})

test('a connection that ends before the answer has settled nothing', async () => {
  const origin = await serve(async (peer) => {
    await peer.line()
    peer.socket.end()
  })
  await expect(withSession(target(origin, { secret: undefined }), settle)).rejects.toMatchObject({
    code: 'disconnected',
  })
})

test('an interruption ends it', async () => {
  const controller = new AbortController()
  const origin = await serve(async (peer) => {
    await peer.line()
    controller.abort()
    await peer.line()
  })
  await expect(
    withSession(target(origin, { signal: controller.signal }), (client) => client.contactGet()),
  ).rejects.toMatchObject({ code: 'aborted' })
})

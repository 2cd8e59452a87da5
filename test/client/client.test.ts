import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { answer, serve } from './scripted-server.js'

const MESSAGE = { id: '1', from: 'ann', text: 'hi', at: '2026-01-01T00:00:00.000Z' }

test('each verb has a method that sends its line and gives its value', async () => {
  const lines: string[] = []
  const replies: Record<string, string> = {
    'AUTH-LOGIN': '{"user":"ann","unread":2}',
    'CHAT-PRIVATE-GET': JSON.stringify([MESSAGE]),
    'GROUP-INVITE': '{"added":["bob"],"rejected":[]}',
    'AUTH-LOGOUT': 'bye',
  }
  const address = await answer((line) => {
    lines.push(line)
    return `success ${replies[line.split(' ')[0]!]}`
  })
  const client = await connect(address)
  const { value } = await client.authLogin({ name: 'ann', password: 'x' })
  expect(value).toEqual({ user: 'ann', unread: 2 })
  expect((await client.chatPrivateGet({ name: 'ann' })).value).toEqual([MESSAGE])
  expect((await client.groupInvite({ code: 'abc', names: ['bob', 'eve'] })).value?.added).toEqual(['bob'])
  expect(await client.authLogout()).toEqual({ text: 'bye', value: undefined })
  await client.close()
  expect(lines).toEqual([
    'AUTH-LOGIN ann x',
    'CHAT-PRIVATE-GET ann',
    'GROUP-INVITE abc bob eve',
    'AUTH-LOGOUT',
  ])
})

test('connecting does not wait for the greeting, nor do requests', async () => {
  const address = await serve(
    async (peer) => {
      const line = await peer.line()
      peer.write('hello there', `success ${line}`)
    },
    { greeting: null },
  )
  const client = await connect(address)
  expect((await client.authLogout()).text).toBe('AUTH-LOGOUT')
  expect(await client.greeting).toBe('hello there')
  client.reset()
})

test('a server without JSON and codes is usable', async () => {
  const address = await answer((line) =>
    line.startsWith('CONTACT') ? 'failed no such friend: try harder' : 'success ok, done',
  )
  const client = await connect(address)
  expect(await client.groupCreate({ title: 'walks' })).toEqual({ text: 'ok, done', value: undefined })
  await expect(client.contactDelete({ name: 'bob' })).rejects.toMatchObject({
    code: 'refused',
    message: 'no such friend: try harder',
  })
  expect((await client.contactGet().catch(() => 'failed')) === 'failed').toBe(true)
  await client.close()
})

test('a value of another shape than the table says is none', async () => {
  const client = await connect(await answer(() => 'success {"user":"ann","unread":"many"}'))
  const login = await client.authLogin({ name: 'ann', password: 'x' })
  expect(login).toEqual({ text: '{"user":"ann","unread":"many"}', value: undefined })
  await client.close()
})

test('a refusal without words gets those of the table', async () => {
  const client = await connect(await answer((line) => (line === 'x' ? 'failed' : 'failed unknown-user')))
  await expect(client.contactAdd({ name: 'bob' })).rejects.toMatchObject({
    code: 'unknown-user',
    definite: true,
    message: 'there is no such user',
  })
  await expect(client.send('x')).rejects.toMatchObject({ code: 'refused', definite: false })
  await client.close()
})

test('ten thousand pipelined requests are answered each with its own', async () => {
  const client = await connect(await answer((line) => `success ${line}`))
  const asked = Array.from({ length: 10_000 }, (_, i) =>
    client.chatPrivateSend({ name: 'bob', message: `${i}` }),
  )
  const replies = await Promise.all(asked)
  expect(replies.every(({ text }, i) => text === `CHAT-PRIVATE-SEND bob ${i}`)).toBe(true)
  await client.close()
})

test('no argument can smuggle in a second request', async () => {
  const lines: string[] = []
  const client = await connect(
    await answer((line) => {
      lines.push(line)
      return 'success'
    }),
  )
  await expect(client.chatPrivateSend({ name: 'bob', message: 'hi\nAUTH-LOGOUT' })).rejects.toMatchObject({
    name: 'ChatError',
    code: 'malformed',
  })
  await expect(client.authLogin({ name: 'ann x', password: 'y' })).rejects.toMatchObject({
    code: 'bad-argument',
  })
  await expect(client.send('CONTACT-GET\r\nAUTH-LOGOUT')).rejects.toMatchObject({ code: 'malformed' })
  await expect(client.request('AUTH-LOGOUT\n' as 'AUTH-LOGOUT', {})).rejects.toMatchObject({
    code: 'unknown-keyword',
  })
  await client.authLogout()
  await client.close()
  expect(lines).toEqual(['AUTH-LOGOUT'])
})

test('a verb that carries bytes is asked in no other way', async () => {
  const client = await connect(await answer(() => 'success'))
  const wrong = { code: 'bad-argument' }
  await expect(client.send('FILE-GET-PRIVATE bob x')).rejects.toMatchObject(wrong)
  await expect(client.send('file-send-group bob x 5')).rejects.toMatchObject(wrong)
  const get = 'FILE-GET-PRIVATE' as 'CONTACT-GET'
  await expect(client.request(get, { name: 'bob', file: 'x' } as never)).rejects.toMatchObject(wrong)
  await client.close()
})

test('arguments longer than a limit that the caller sets are not sent', async () => {
  const client = await connect(await answer(() => 'success'), { limit: 5 })
  await client.groupCreate({ title: '12345' })
  await expect(client.groupCreate({ title: '123456' })).rejects.toMatchObject({ code: 'argument-too-long' })
  await client.close()
})

test('any line may be sent raw', async () => {
  const client = await connect(await answer((line) => `success ${JSON.stringify(line)}`))
  expect(await client.send('HELLO  there ')).toMatchObject({ value: 'HELLO  there ' })
  await client.close()
})

test('each request may have a deadline of its own', async () => {
  const client = await connect(await answer(() => undefined))
  const patient = client.contactGet()
  await expect(client.notifGet({ timeout: 20 })).rejects.toMatchObject({ code: 'timeout' })
  await expect(patient).rejects.toMatchObject({ code: 'disconnected', definite: false })
  await client.closed
})

test("the connection's signal gives up all that is asked", async () => {
  const controller = new AbortController()
  const client = await connect(await answer(() => undefined), { signal: controller.signal })
  const asked = client.contactGet()
  await delay(5)
  controller.abort()
  await expect(asked).rejects.toMatchObject({ code: 'aborted', definite: false })
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'aborted', definite: true })
})

test('a server that closes at once fails what was asked', async () => {
  const address = await serve((peer) => peer.socket.destroy(), { greeting: null })
  const client = await connect(address)
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'disconnected' })
  await client.closed
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'disconnected', definite: true })
  await expect(client.greeting).rejects.toMatchObject({ code: 'disconnected' })
})

test('a busy server that closes behind its greeting is quoted', async () => {
  const address = await serve((peer) => peer.socket.end(), { greeting: 'failed busy: come back later' })
  const client = await connect(address)
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'busy', message: 'come back later' })
})

test('an HTTP server is no chat server', async () => {
  const address = await serve(
    async (peer) => {
      await peer.line()
      peer.socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    },
    { greeting: null },
  )
  const client = await connect(address)
  await expect(client.contactGet()).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('http://'),
  })
  expect(await client.greeting).toBe('HTTP/1.1 400 Bad Request')
})

test('a server that talks binary is no chat server', async () => {
  const noise = Buffer.from([0xff, 0x0a, 0xfe, 0x0a, 0x00, 0x0a])
  const client = await connect(await serve((peer) => peer.socket.write(noise), { greeting: null }))
  await expect(client.contactGet()).rejects.toMatchObject({ code: 'protocol' })
})

test('closing sends what is queued, gets the replies and ends after the server', async () => {
  const client = await connect(await answer((line) => `success ${line}`))
  const asked = [client.contactGet(), client.notifGet()]
  await client.close()
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(['CONTACT-GET', 'NOTIF-GET'])
})

test('leaving the scope closes', async () => {
  let ended = false
  const address = await serve(async (peer) => {
    ended = (await peer.line()) === undefined
    peer.socket.end()
  })
  const client = await connect(address)
  await client[Symbol.asyncDispose]()
  expect(ended).toBe(true)
})

test('a reset is seen by the server and fails what was asked', async () => {
  let code: string | undefined
  const address = await serve((peer) => {
    peer.socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code
    })
    peer.socket.resume()
  })
  const client = await connect(address)
  const asked = client.contactGet()
  await delay(10)
  client.reset()
  await expect(asked).rejects.toMatchObject({ code: 'disconnected', definite: false })
  await expect.poll(() => code).toBe('ECONNRESET')
})

test('events reach each listener from when it began to listen, until the end', async () => {
  const address = await serve(async (peer) => {
    peer.write('event {"type":"presence","name":"bob","online":true}')
    await peer.line()
    peer.write('success', 'event {"type":"presence","name":"eve","online":true}')
    peer.socket.end()
  })
  const client = await connect(address)
  const [first, second] = [client.events(), client.events()]
  await client.notifListen({ state: 'on' })
  for (const events of [first, second]) {
    const names: string[] = []
    for await (const event of events) names.push(event.type === 'presence' ? event.name : event.type)
    expect(names).toEqual(['bob', 'eve'])
  }
  expect(await client.events().next()).toEqual({ done: true, value: undefined })
})

test('what reads a trace sees no secret', async () => {
  const trace: string[] = []
  const address = await answer((line) =>
    line === 'AUTH-TOKEN' ? 'success {"token":"s3cr3t","expires":"x"}' : 'success',
  )
  const client = await connect(address, { trace: (direction, line) => trace.push(`${direction} ${line}`) })
  await client.authRegister({ name: 'ann', password: 's3cr3t', confirm: 's3cr3t' })
  await client.authPassword({ old: 's3cr3t', new: 's3cr3t', confirm: 's3cr3t' })
  await client.authResume({ token: 's3cr3t' })
  expect((await client.authToken()).value?.token).toBe('s3cr3t')
  await client.close()
  expect(trace).toHaveLength(9)
  expect(trace.join()).not.toContain('s3cr3t')
})

test('nobody at the address is unreachable', async () => {
  await expect(connect('tcp://127.0.0.1:1')).rejects.toMatchObject({ code: 'unreachable', definite: true })
})

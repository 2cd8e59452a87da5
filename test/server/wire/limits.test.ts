import { describe, expect, type TestContext, test } from 'vitest'
import type { Limits } from '../../../src/server/index.js'
import { pause } from '../../helpers/poll.js'
import { codeOf } from '../../helpers/raw-client.js'
import { TestServer } from '../../helpers/test-server.js'

// The tests run at the same time: each one's context says when that one has finished.
const start = async ({ onTestFinished }: TestContext, limits: Partial<Limits>) => {
  const server = await TestServer.start({ limits })
  onTestFinished(() => server.close())
  return server
}

describe.concurrent('standing still', () => {
  test('without a session ends the connection, with the cause', async (context) => {
    const server = await start(context, { loginTimeout: 300 })
    const client = await server.connect()
    const busy = await server.connect()
    const { client: inside } = await server.user()
    const ticks = setInterval(() => busy.sendLines('SERVER-INFO'), 50)
    expect(await client.line()).toMatch(/^failed busy: nobody logged in within 0.3 s/)
    expect(await client.rest()).toBe('')
    expect(await busy.rest()).toMatch(/failed busy: nobody logged in[^\n]*\n$/)
    clearInterval(ticks)
    expect(await inside.ask('NOTIF-GET')).toMatch(/^success/)
  })

  test('after a logout does too', async (context) => {
    const server = await start(context, { loginTimeout: 300 })
    const { client } = await server.user()
    await client.ask('AUTH-LOGOUT')
    expect(codeOf(await client.line())).toBe('busy')
    expect(await client.rest()).toBe('')
  })

  test('in the middle of a line ends the connection, and the line is not taken up', async (context) => {
    const server = await start(context, { lineTimeout: 300 })
    const { client, name } = await server.user()
    client.send(`CHAT-PRIVATE-SEND ${name} half`)
    expect(await client.line()).toMatch(/^failed busy: the line did not arrive whole within 0.3 s/)
    expect(await client.rest()).toBe('')
    expect(await (await server.session(name)).ask('NOTIF-GET')).toBe('success []')
  })

  // Every byte that comes starts the time anew, and so does every event that goes out.
  test('is told from a line that comes byte by byte, which may take no longer', async (context) => {
    const server = await start(context, { lineTimeout: 400 })
    const { client } = await server.user()
    const drip = setInterval(() => client.send('x'), 100)
    try {
      expect(await client.rest(2500)).toMatch(/^failed busy/)
    } finally {
      clearInterval(drip)
    }
  })

  test('in the middle of an upload ends the connection', async (context) => {
    const server = await start(context, { transferTimeout: 300 })
    const { client, name } = await server.user()
    await client.ask(`FILE-SEND-PRIVATE ${name} a 100`)
    client.send('half')
    expect(await client.line()).toMatch(/^failed busy: the file stood still for 0.3 s/)
    expect(await client.rest()).toBe('')
  })

  test('in the middle of a download ends the connection', async (context) => {
    const server = await start(context, { transferTimeout: 300 })
    const { client, name } = await server.user()
    const size = 20_000_000
    await client.ask(`FILE-SEND-PRIVATE ${name} a ${size}`)
    client.send(Buffer.alloc(size))
    const { code } = JSON.parse((await client.reply()).slice(8)) as { code: string }
    client.socket.pause()
    client.sendLines(`FILE-GET-PRIVATE ${name} ${code}`)
    await pause(2500)
    client.socket.resume()
    expect((await client.rest()).length).toBeLessThan(size)
  })

  test('with a session and between lines is nobody’s business', async (context) => {
    const server = await start(context, { loginTimeout: 200, lineTimeout: 200, transferTimeout: 200 })
    const { client } = await server.user()
    await pause(2200)
    expect(await client.ask('NOTIF-GET')).toMatch(/^success/)
  })
})

describe('connections', () => {
  test('over the limit are told so and closed, and there is room again once others have gone', async (context) => {
    const server = await start(context, { maxConnections: 3 })
    const clients = [await server.connect(), await server.connect(), await server.connect()]
    for (let i = 0; i < 5; i++) {
      const over = server.dial()
      over.sendLines('SERVER-INFO')
      expect(await over.line()).toMatch(/^failed busy: /)
      expect(await over.rest().catch((error: Error) => error.message)).not.toContain('success')
    }
    clients[0]!.close()
    await pause(50)
    expect((await server.connect()).greeting).toMatch(/^success/)
    expect(await clients[1]!.ask('SERVER-INFO')).toMatch(/^success/)
  })

  test('over the limit of their address are told so', async (context) => {
    const server = await start(context, { maxConnectionsPerAddress: 2 })
    const [one] = [await server.connect(), await server.connect()]
    expect(await server.dial().line()).toMatch(/^failed busy: /)
    one.reset()
    await pause(50)
    expect((await server.connect()).greeting).toMatch(/^success/)
  })
})

test('more password checks than may wait are busy, and the others are served', async (context) => {
  const server = await start(context, { maxPasswordQueue: 3 })
  const clients = await Promise.all(Array.from({ length: 30 }, () => server.connect()))
  const replies = await Promise.all(clients.map((client, i) => client.ask(`AUTH-REGISTER name${i} p p`)))
  const codes = replies.map((reply) => (reply.startsWith('success') ? 'success' : codeOf(reply)))
  expect(new Set(codes)).toEqual(new Set(['success', 'busy']))
  expect(codes.filter((code) => code === 'success').length).toBeGreaterThanOrEqual(5)
})

test('a larger argument limit is told and kept (LINE-4)', async (context) => {
  const server = await start(context, { maxArgument: 20_000 })
  const { client, name } = await server.user()
  expect(await client.value('SERVER-INFO')).toMatchObject({ limits: { argument: 20_000 } })
  const text = '😀'.repeat(10_000)
  await client.value(`CHAT-PRIVATE-SEND ${name} ${text}`)
  expect(await client.value(`CHAT-PRIVATE-GET ${name}`)).toMatchObject([{ text }])
  expect(await client.code(`CHAT-PRIVATE-SEND ${name} ${'x'.repeat(20_001)}`)).toBe('argument-too-long')
})

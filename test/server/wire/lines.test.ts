import { afterAll, describe, expect, test } from 'vitest'
import { LINE_BYTES } from '../../../src/protocol/limits.js'
import { pause } from '../../helpers/poll.js'
import { codeOf } from '../../helpers/raw-client.js'
import { PASSWORD, TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start()
afterAll(() => server.close())

const info = /^success \{"server":"pychat"/

test('the first line greets and says how to go on (LINE-2)', async () => {
  const client = await server.connect()
  expect(client.greeting).toMatch(/^success .*AUTH-LOGIN.*AUTH-REGISTER/)
})

describe('packets (LINE-10)', () => {
  test('of one byte make the same requests', async () => {
    const client = await server.connect()
    for (const byte of 'SERVER-INFO\r\nserver-info\n') {
      client.send(byte)
      await new Promise(setImmediate)
    }
    expect(await client.reply()).toMatch(info)
    expect(codeOf(await client.reply())).toBe('unknown-keyword')
  })

  test('that hold many requests get as many replies, in order', async () => {
    const { client, name } = await server.user()
    const count = 3000
    client.sendLines(
      ...Array.from({ length: count }, (_, i) => `CHAT-PRIVATE-SEND ${name} ${i}`),
      'NOTIF-GET',
    )
    const ids: number[] = []
    for (let i = 0; i < count; i++) {
      const { id } = JSON.parse((await client.reply()).slice(8)) as { id: string }
      ids.push(Number.parseInt(id, 36))
    }
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(JSON.parse((await client.reply()).slice(8))).toHaveLength(500)
    expect(await client.value('NOTIF-GET')).toMatchObject([{ text: '0' }, ...Array(499).fill({})])
  })

  test('that cut a character in two do it no harm', async () => {
    const { client, name } = await server.user()
    const bytes = Buffer.from(`CHAT-PRIVATE-SEND ${name} é😀\n`)
    client.send(bytes.subarray(0, -4))
    await pause(20)
    client.send(bytes.subarray(-4))
    await client.reply()
    expect(await client.value(`CHAT-PRIVATE-GET ${name}`)).toMatchObject([{ text: 'é😀' }])
  })
})

describe('what is invalid gets failed and leaves the connection usable (REPLY-2)', () => {
  test.each([
    ['', 'malformed'],
    [' ', 'malformed'],
    ['\0', 'malformed'],
    ['GET / HTTP/1.1', 'unknown-keyword'],
    ['{"verb":"SERVER-INFO"}', 'unknown-keyword'],
    ['server-info', 'unknown-keyword'],
    ['SERVER-INFO x', 'wrong-arguments'],
    ['NOTIF-GET', 'not-authorized'],
    ['NOTIF-GET  ', 'not-authorized'],
    ['AUTH-LOGIN a', 'wrong-arguments'],
    [`AUTH-LOGIN a ${'x'.repeat(101)}`, 'argument-too-long'],
    ['AUTH-LOGIN a/b x', 'bad-argument'],
  ])('%j: %s', async (line, code) => {
    const client = await server.connect()
    expect(await client.code(line)).toBe(code)
    expect(await client.ask('SERVER-INFO')).toMatch(info)
  })

  test('bytes that are not UTF-8 (LINE-7)', async () => {
    const client = await server.connect()
    client.send(Buffer.from('fffe0a', 'hex'))
    expect(codeOf(await client.reply())).toBe('malformed')
    expect(await client.ask('SERVER-INFO')).toMatch(info)
  })
})

describe('a line that is too long (LINE-8)', () => {
  test('by one byte is refused and the connection closed', async () => {
    const client = await server.connect()
    client.sendLines('x'.repeat(LINE_BYTES), 'SERVER-INFO', 'x'.repeat(LINE_BYTES + 1), 'SERVER-INFO')
    expect(codeOf(await client.reply())).toBe('unknown-keyword')
    expect(await client.reply()).toMatch(info)
    expect(codeOf(await client.reply())).toBe('line-too-long')
    expect(await client.rest()).toBe('')
  })

  test('is refused before its end has come', async () => {
    const client = await server.connect()
    client.send('x'.repeat(LINE_BYTES + 1))
    expect(codeOf(await client.reply())).toBe('line-too-long')
    expect(await client.rest()).toBe('')
  })

  test('is refused audibly although the client goes on sending megabytes', async () => {
    const client = server.dial()
    const flood = setInterval(() => client.send('x'.repeat(100_000)), 1)
    try {
      expect(await client.line()).toMatch(/^success /)
      expect(codeOf(await client.reply())).toBe('line-too-long')
      expect(await client.rest()).toBe('')
    } finally {
      clearInterval(flood)
    }
  })
})

describe('a half-close (LINE-11)', () => {
  test('lets every complete request be answered, slow ones too, and drops an unfinished last line', async () => {
    const name = await server.account()
    const client = await server.connect()
    client.end(`SERVER-INFO\nAUTH-LOGIN ${name} ${PASSWORD}\nCONTACT-GET\nNOTIF-GET\nSERVER-INFO`)
    const [first, login, ...others] = await client.replies(4)
    expect(first).toMatch(info)
    expect(login).toBe(`success {"user":"${name}","unread":0}`)
    expect(others).toEqual(['success []', 'success []'])
    expect(await client.rest()).toBe('')
  })

  test('without any request gets nothing but the greeting', async () => {
    const client = await server.connect()
    client.end()
    expect(await client.rest()).toBe('')
  })

  test('behind more requests than are read ahead loses none of their replies', async () => {
    const client = await server.connect()
    const count = 40_000
    client.end('SERVER-INF0\n'.repeat(count))
    const lines = (await client.rest(8000)).trimEnd().split('\n')
    expect(lines).toHaveLength(count)
    expect(new Set(lines).size).toBe(1)
  })

  test('ends the session', async () => {
    const [ani, budi] = [await server.user(), await server.user()]
    await budi.client.value(`CONTACT-ADD ${ani.name}`)
    expect(await budi.client.value('CONTACT-GET')).toEqual([{ name: ani.name, online: true }])
    ani.client.end()
    await ani.client.rest()
    expect(await budi.client.value('CONTACT-GET')).toEqual([{ name: ani.name, online: false }])
  })
})

/** Somebody whose NOTIF-GET takes some 60 kB: a few of them are more than a client may leave unread. */
async function wordy() {
  const [user, other] = [await server.user(), await server.user()]
  for (let i = 0; i < 300; i++) other.client.sendLines(`CHAT-PRIVATE-SEND ${user.name} ${'x'.repeat(100)}`)
  await other.client.replies(300)
  return { user, other }
}

// What is staged in one turn counts as unread. Where the system then takes all of it at once, no `drain` follows, and
// nobody takes up the requests that were left: they wait for ever.
test('requests whose replies together are longer than what may be unread are all answered', async () => {
  const { user } = await wordy()
  user.client.sendLines(...Array(30).fill('NOTIF-GET'))
  expect(await user.client.replies(30)).toHaveLength(30)
})

// The same.
test('a client that sends much and reads nothing is paused, and gets every reply once it reads', async () => {
  const { user, other } = await wordy()
  user.client.socket.pause()
  const count = 200
  user.client.sendLines(...Array(count).fill('NOTIF-GET'))
  // 200 replies of 60 kB are more than all buffers on the way hold.
  await pause(150)
  await other.client.value('NOTIF-GET')
  user.client.socket.resume()
  for (let i = 0; i < count; i++) expect((await user.client.reply()).length).toBeGreaterThan(40_000)
})

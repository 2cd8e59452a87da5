import { afterAll, describe, expect, test } from 'vitest'
import { pause } from '../../helpers/poll.js'
import { TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start()
afterAll(() => server.close())

const listener = async (prefix = 'ear') => {
  const user = await server.user(prefix)
  expect(await user.client.ask('NOTIF-LISTEN on')).toMatch(/^success/)
  return user
}

describe('who listens (NOTIF-2)', () => {
  test('gets a message as it comes, which stays to be fetched', async () => {
    const [ani, budi] = [await server.user('ani'), await listener('budi')]
    const sent = await ani.client.value<{ id: string; at: string }>(`CHAT-PRIVATE-SEND ${budi.name} halo`)
    const message = { ...sent, from: ani.name, text: 'halo' }
    expect(await budi.client.event()).toEqual({ type: 'message', message })
    expect(await budi.client.value(`CHAT-PRIVATE-GET ${ani.name}`)).toEqual([message])
  })

  test('gets a group’s messages in every session that listens, but not what its account sent', async () => {
    const [ani, budi] = [await listener('ani'), await listener('budi')]
    const [loud, quiet] = [await server.session(budi.name), await server.session(budi.name)]
    await loud.ask('NOTIF-LISTEN on')
    const { code } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    await quiet.value(`GROUP-JOIN ${code}`)
    const joined = { type: 'group', code, change: 'joined', name: budi.name }
    expect(await ani.client.event()).toEqual(joined)
    await ani.client.value(`CHAT-GROUP-SEND ${code} halo`)
    for (const client of [budi.client, loud]) {
      expect(await client.event()).toEqual(joined)
      expect(await client.event()).toMatchObject({ type: 'message', message: { text: 'halo', group: code } })
    }
    await quiet.value(`CHAT-GROUP-SEND ${code} balas`)
    expect(await ani.client.event()).toMatchObject({ message: { text: 'balas' } })
    for (const client of [ani.client, budi.client, loud, quiet]) {
      await client.value('NOTIF-GET')
      expect(client.events).toEqual([])
    }
  })

  test('hears of contacts that come and go, also where their connection breaks', async () => {
    const ani = await listener('ani')
    const name = await server.account('budi')
    await ani.client.value(`CONTACT-ADD ${name}`)
    for (const leave of ['ask', 'close', 'reset', 'end'] as const) {
      const budi = await server.session(name)
      expect(await ani.client.event()).toEqual({ type: 'presence', name, online: true })
      const second = await server.session(name)
      second.close()
      if (leave === 'ask') await budi.ask('AUTH-LOGOUT')
      else budi[leave]()
      expect(await ani.client.event()).toEqual({ type: 'presence', name, online: false })
    }
    expect(ani.client.events).toEqual([])
  })

  test('hears who joins, leaves and leads a group', async () => {
    const [ani, budi, cici] = [await listener('ani'), await listener('budi'), await listener('cici')]
    const { code } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    await ani.client.value(`GROUP-INVITE ${code} ${budi.name} ${cici.name}`)
    await ani.client.value(`GROUP-EXIT ${code}`)
    const change = (change: string, { name }: { name: string }) => ({ type: 'group', code, change, name })
    for (const { client } of [budi, cici]) {
      expect([
        await client.event(),
        await client.event(),
        await client.event(),
        await client.event(),
      ]).toEqual([change('joined', budi), change('joined', cici), change('left', ani), change('admin', budi)])
    }
  })

  test('stops by asking, and by logging out', async () => {
    const [ani, budi] = [await server.user('ani'), await listener('budi')]
    await budi.client.ask('NOTIF-LISTEN off')
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} one`)
    await budi.client.ask('NOTIF-LISTEN on')
    await budi.client.ask('AUTH-LOGOUT')
    await budi.client.value(`AUTH-LOGIN ${budi.name} secret`)
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} two`)
    expect(await budi.client.value('NOTIF-GET')).toHaveLength(2)
    expect(budi.client.events).toEqual([])
  })
})

test('events come between lines and never inside a file', async () => {
  const [ani, budi] = [await server.user('ani'), await listener('budi')]
  const bytes = Buffer.alloc(20_000_000, 'b')
  await ani.client.ask(`FILE-SEND-PRIVATE ${budi.name} big ${bytes.length}`)
  ani.client.send(bytes)
  const { code } = JSON.parse((await ani.client.reply()).slice(8)) as { code: string }
  expect(await budi.client.event()).toMatchObject({ message: { text: 'big', file: { code } } })
  budi.client.socket.pause()
  budi.client.sendLines(`FILE-GET-PRIVATE ${ani.name} ${code}`, 'NOTIF-GET')
  for (let i = 0; i < 50; i++) await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} ${i}`)
  budi.client.socket.resume()
  expect(await budi.client.reply()).toMatch(/^success \{"name":"big"/)
  expect((await budi.client.bytes(bytes.length)).equals(bytes)).toBe(true)
  expect(await budi.client.reply()).toMatch(/^success \[/)
  const texts = budi.client.events.map((event) => (event as { message: { text: string } }).message.text)
  expect(texts).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`))
})

test('who does not read loses events, is told how many, loses no message, and slows nobody (NOTIF-3)', async () => {
  const own = await TestServer.start({ limits: { maxUnread: 10_000 } })
  try {
    const [ani, budi] = [await own.user('ani'), await own.user('budi')]
    await budi.client.ask('NOTIF-LISTEN on')
    budi.client.socket.pause()
    const text = 'x'.repeat(100)
    const [count, batch] = [30_000, 100]
    for (let sent = 0; sent < count; sent += batch) {
      ani.client.sendLines(...Array(batch).fill(`CHAT-PRIVATE-SEND ${budi.name} ${text}`))
      await ani.client.replies(batch)
    }
    budi.client.socket.resume()
    await pause(200)
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} after`)
    let [got, dropped] = [0, 0]
    for (let last = ''; last !== 'after'; ) {
      const event = (await budi.client.event()) as { dropped?: number; message?: { text: string } }
      if (event.message) got++
      dropped += event.dropped ?? 0
      last = event.message?.text ?? ''
    }
    expect(dropped).toBeGreaterThan(0)
    expect(got + dropped).toBe(count + 1)
    await budi.client.ask('AUTH-LOGOUT')
    expect(await budi.client.value(`AUTH-LOGIN ${budi.name} secret`)).toMatchObject({ unread: count + 1 })
  } finally {
    await own.close()
  }
})

// Where the system takes at once what was staged, no `drain` follows, which alone makes the loss known.
test('who loses events is told so without waiting for the next one (NOTIF-3)', async () => {
  const own = await TestServer.start({ limits: { maxUnread: 2000 } })
  try {
    const [ani, budi] = [await own.user('ani'), await own.user('budi')]
    await budi.client.ask('NOTIF-LISTEN on')
    ani.client.sendLines(...Array(20).fill(`CHAT-PRIVATE-SEND ${budi.name} ${'x'.repeat(100)}`))
    for (let told = 0; told < 20; ) {
      const event = (await budi.client.event(500)) as { dropped?: number }
      told += event.dropped ?? 1
    }
  } finally {
    await own.close()
  }
})

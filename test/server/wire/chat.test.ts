import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { poll } from '../../helpers/poll.js'
import type { RawClient } from '../../helpers/raw-client.js'
import { TestServer, type User } from '../../helpers/test-server.js'

const server = await TestServer.start()
afterAll(() => server.close())
afterEach(() => {
  vi.useRealTimers()
})

interface Message {
  readonly id: string
  readonly text: string
  readonly from: string
}
const texts = (messages: Message[]) => messages.map(({ text }) => text)
const get = async (client: RawClient, name: string) =>
  texts(await client.value<Message[]>(`CHAT-PRIVATE-GET ${name}`))
const inbox = async (client: RawClient) => texts(await client.value<Message[]>('NOTIF-GET'))

/** Somebody who wrote one message, somebody who has not fetched it, and a second session of that one. */
async function pair(): Promise<{ ani: User; budi: User; second: RawClient }> {
  const [ani, budi] = [await server.user('ani'), await server.user('budi')]
  await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} halo`)
  return { ani, budi, second: await server.session(budi.name) }
}

describe('a message', () => {
  test('waits for who is away, and is counted at the login (CHAT-1)', async () => {
    const ani = await server.user()
    const name = await server.account()
    const sent = await ani.client.value<{ id: string; at: string }>(
      `CHAT-PRIVATE-SEND ${name}  halo, apa kabar? `,
    )
    expect(sent.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const client = await server.connect()
    expect(await client.value(`AUTH-LOGIN ${name} secret`)).toEqual({ user: name, unread: 1 })
    expect(await client.value(`CHAT-PRIVATE-GET ${ani.name}`)).toEqual([
      { id: sent.id, from: ani.name, text: ' halo, apa kabar? ', at: sent.at },
    ])
    expect(await get(client, ani.name)).toEqual([])
  })

  test('to oneself arrives once (CHAT-6)', async () => {
    const { client, name } = await server.user()
    await client.value(`CHAT-PRIVATE-SEND ${name} note`)
    expect(await inbox(client)).toEqual(['note'])
    expect(await get(client, name)).toEqual(['note'])
    expect(await get(client, name)).toEqual([])
  })

  test('to nobody is refused, and so is fetching from nobody', async () => {
    const { client } = await server.user()
    expect(await client.code('CHAT-PRIVATE-SEND nobody halo')).toBe('unknown-user')
    expect(await client.code('CHAT-PRIVATE-GET nobody')).toBe('unknown-user')
    expect(await client.code('CHAT-PRIVATE-HISTORY nobody 10 -')).toBe('unknown-user')
  })

  test('is handed out 500 at a time, in order, until there is none (CHAT-2)', async () => {
    const [ani, budi] = [await server.user(), await server.user()]
    const all = Array.from({ length: 1100 }, (_, i) => `m${i}`)
    ani.client.sendLines(...all.map((text) => `CHAT-PRIVATE-SEND ${budi.name} ${text}`))
    await ani.client.replies(all.length)
    const got: string[][] = []
    do got.push(await get(budi.client, ani.name))
    while (got.at(-1)!.length > 0)
    expect(got.map(({ length }) => length)).toEqual([500, 500, 100, 0])
    expect(got.flat()).toEqual(all)
  })

  test('of one conversation is not handed out with another (CHAT-2)', async () => {
    const { ani, budi } = await pair()
    const cici = await server.user('cici')
    await cici.client.value(`CHAT-PRIVATE-SEND ${budi.name} from cici`)
    expect(await inbox(budi.client)).toEqual(['halo', 'from cici'])
    expect(await get(budi.client, cici.name)).toEqual(['from cici'])
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    expect(await inbox(budi.client)).toEqual([])
  })
})

describe('what was handed out and not settled (CHAT-3)', () => {
  test('is unread again when the connection is closed', async () => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    budi.client.close()
    expect(
      await poll(
        () => get(second, ani.name),
        ({ length }) => length > 0,
      ),
    ).toEqual(['halo'])
  })

  test('is unread again when the connection is half-closed', async () => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    budi.client.end()
    await budi.client.rest()
    expect(await get(second, ani.name)).toEqual(['halo'])
  })

  test('is unread again when it was half-closed in the same packet', async () => {
    const { ani, budi, second } = await pair()
    budi.client.end(`CHAT-PRIVATE-GET ${ani.name}\nNOT WHOLE`)
    expect(await budi.client.rest()).toContain('halo')
    expect(await get(second, ani.name)).toEqual(['halo'])
  })

  test('is unread again when the connection is reset, even before the reply was read', async () => {
    for (let round = 0; round < 20; round++) {
      const { ani, budi, second } = await pair()
      budi.client.sendLines(`CHAT-PRIVATE-GET ${ani.name}`)
      if (round % 2) await budi.client.reply()
      budi.client.reset()
      expect(
        await poll(
          () => get(second, ani.name),
          ({ length }) => length > 0,
        ),
      ).toEqual(['halo'])
      expect(await get(second, ani.name)).toEqual([])
    }
  })

  test('is not handed out to another session, and counts as unread meanwhile', async () => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    expect(await get(second, ani.name)).toEqual([])
    expect(await inbox(second)).toEqual(['halo'])
    const third = await server.connect()
    expect(await third.value(`AUTH-LOGIN ${budi.name} secret`)).toMatchObject({ unread: 1 })
    expect(await inbox(budi.client)).toEqual([])
  })

  test('may be taken over after 60 seconds, and is then settled by who took it', async () => {
    const { ani, budi, second } = await pair()
    vi.useFakeTimers({ toFake: ['Date'] })
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    vi.setSystemTime(Date.now() + 59_000)
    expect(await get(second, ani.name)).toEqual([])
    vi.setSystemTime(Date.now() + 1_100)
    expect(await get(second, ani.name)).toEqual(['halo'])
    // The first one comes too late to settle it.
    expect(await inbox(budi.client)).toEqual(['halo'])
    second.close()
    expect(
      await poll(
        () => get(budi.client, ani.name),
        ({ length }) => length > 0,
      ),
    ).toEqual(['halo'])
    expect(await get(budi.client, ani.name)).toEqual([])
  })

  test.each([
    ['any request', 'SERVER-INFO'],
    ['a logout', 'AUTH-LOGOUT'],
    ['a keyword that there is not', 'NO-SUCH'],
    ['an empty line', ''],
    ['a malformed line', ' \u0001'],
    ['bytes that are not UTF-8', Buffer.from('ff0a', 'hex')],
    ['an upload that is refused', 'FILE-SEND-PRIVATE nobody a 1'],
    ['a GET of another conversation', 'CHAT-PRIVATE-GET nobody'],
  ])('is settled by %s', async (_, next) => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    if (typeof next === 'string') budi.client.sendLines(next)
    else budi.client.send(next)
    await budi.client.reply()
    budi.client.reset()
    expect(await inbox(second)).toEqual([])
    expect(await get(second, ani.name)).toEqual([])
  })

  test('is not settled by a line that is too long', async () => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    budi.client.sendLines('x'.repeat(70_000))
    await budi.client.rest()
    expect(await get(second, ani.name)).toEqual(['halo'])
  })

  test('is not settled by a part of a line', async () => {
    const { ani, budi, second } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    budi.client.send('SERVER-INFO')
    expect(await get(second, ani.name)).toEqual([])
    expect(await inbox(second)).toEqual(['halo'])
  })

  test('is settled blindly by what was pipelined behind it', async () => {
    const { ani, budi, second } = await pair()
    budi.client.sendLines(`CHAT-PRIVATE-GET ${ani.name}`, 'SERVER-INFO')
    await budi.client.replies(2)
    budi.client.reset()
    expect(await get(second, ani.name)).toEqual([])
  })

  test('of many GETs in one packet is each settled by the next, but for the last', async () => {
    const { ani, budi, second } = await pair()
    budi.client.sendLines(...Array(3).fill(`CHAT-PRIVATE-GET ${ani.name}`))
    expect((await budi.client.replies(3)).map((line) => line.length > 10)).toEqual([true, false, false])
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} more`)
    expect(await get(second, ani.name)).toEqual(['more'])
  })

  test('does not step over what came meanwhile', async () => {
    const { ani, budi } = await pair()
    expect(await get(budi.client, ani.name)).toEqual(['halo'])
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} meanwhile`)
    expect(await get(budi.client, ani.name)).toEqual(['meanwhile'])
  })

  test('of a group is held for each member by itself', async () => {
    const [ani, budi, cici] = [await server.user(), await server.user(), await server.user()]
    const { code } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    await ani.client.value(`GROUP-INVITE ${code} ${budi.name} ${cici.name}`)
    await ani.client.value(`CHAT-GROUP-SEND ${code} halo`)
    for (const { client } of [budi, cici]) {
      expect(texts(await client.value<Message[]>(`CHAT-GROUP-GET ${code}`))).toEqual(['halo'])
    }
  })

  test('of a group is gone for who has left it', async () => {
    const [ani, budi] = [await server.user(), await server.user()]
    const { code } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    await budi.client.value(`GROUP-JOIN ${code}`)
    await ani.client.value(`CHAT-GROUP-SEND ${code} one`)
    const second = await server.session(budi.name)
    await budi.client.value(`CHAT-GROUP-GET ${code}`)
    await second.value(`GROUP-EXIT ${code}`)
    await second.value(`GROUP-JOIN ${code}`)
    await ani.client.value(`CHAT-GROUP-SEND ${code} two`)
    expect(await inbox(budi.client)).toEqual(['two'])
    expect(texts(await second.value<Message[]>(`CHAT-GROUP-GET ${code}`))).toEqual(['two'])
  })
})

describe('reading back', () => {
  test('shows both sides, newest first, before an id, fetched or not', async () => {
    const { ani, budi } = await pair()
    await budi.client.value(`CHAT-PRIVATE-SEND ${ani.name} balas`)
    const back = await ani.client.value<Message[]>(`CHAT-PRIVATE-HISTORY ${budi.name} 10 -`)
    expect(texts(back)).toEqual(['balas', 'halo'])
    expect(texts(await budi.client.value(`CHAT-PRIVATE-HISTORY ${ani.name} 10 ${back[0]!.id}`))).toEqual([
      'halo',
    ])
    expect(await budi.client.value(`CHAT-PRIVATE-HISTORY ${ani.name} 10 zzzzzzzz`)).toEqual([])
    expect(await budi.client.code(`CHAT-PRIVATE-HISTORY ${ani.name} 501 -`)).toBe('bad-argument')
    expect(await budi.client.code(`CHAT-PRIVATE-HISTORY ${ani.name} 0 -`)).toBe('bad-argument')
  })

  test('since an id shows what reached one, fetched or not (NOTIF-4)', async () => {
    const { ani, budi } = await pair()
    await get(budi.client, ani.name)
    const [first] = await budi.client.value<Message[]>('NOTIF-SINCE - 500')
    expect(first?.text).toBe('halo')
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} more`)
    expect(texts(await budi.client.value(`NOTIF-SINCE ${first!.id} 500`))).toEqual(['more'])
    expect(texts(await budi.client.value('NOTIF-SINCE - 1'))).toEqual(['halo'])
    expect(await budi.client.value('NOTIF-SINCE zzzzzzzz 500')).toEqual([])
  })
})

test('many senders and one reader: each message once, each sender’s in its order (CHAT-4)', async () => {
  const budi = await server.user('budi')
  const { code } = await budi.client.value<{ code: string }>('GROUP-CREATE club')
  const senders = await Promise.all(Array.from({ length: 10 }, () => server.user('sender')))
  for (const { client } of senders) await client.value(`GROUP-JOIN ${code}`)
  for (const { client } of senders) {
    client.sendLines(...Array.from({ length: 100 }, (_, i) => `CHAT-GROUP-SEND ${code} ${i}`))
  }
  const got: Message[] = []
  await poll(
    async () => got.push(...(await budi.client.value<Message[]>(`CHAT-GROUP-GET ${code}`))),
    (count) => count === 1000,
  )
  expect(new Set(got.map(({ id }) => id)).size).toBe(1000)
  for (const { name } of senders) {
    expect(texts(got.filter(({ from }) => from === name))).toEqual(
      Array.from({ length: 100 }, (_, i) => `${i}`),
    )
  }
})

import { afterAll, describe, expect, test } from 'vitest'
import { PASSWORD, TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start({ limits: { maxTokens: 3 } })
afterAll(() => server.close())

describe('registering (AUTH-2)', () => {
  test('makes the account and opens no session', async () => {
    const client = await server.connect()
    expect(await client.value('AUTH-REGISTER modis pass pass')).toEqual({ user: 'modis' })
    expect(await client.code('NOTIF-GET')).toBe('not-authorized')
    expect(await client.value('AUTH-LOGIN modis pass')).toEqual({ user: 'modis', unread: 0 })
  })

  test('is refused in the order of the checks', async () => {
    const { client, name } = await server.user()
    expect(await client.code(`AUTH-REGISTER ${name} a b`)).toBe('already-authorized')
    expect(await client.code('AUTH-REGISTER !x a b')).toBe('bad-argument')
    await client.ask('AUTH-LOGOUT')
    expect(await client.code(`AUTH-REGISTER ${name} a b`)).toBe('password-mismatch')
    expect(await client.code(`AUTH-REGISTER ${name} a a`)).toBe('name-taken')
  })

  test('of one name by many at once makes it for one', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    const replies = await Promise.all(
      clients.map((client, i) => client.ask(`AUTH-REGISTER race p${i} p${i}`)),
    )
    expect(replies.filter((reply) => reply.startsWith('success'))).toHaveLength(1)
    expect(replies.filter((reply) => reply.startsWith('failed name-taken'))).toHaveLength(7)
    const winner = replies.findIndex((reply) => reply.startsWith('success'))
    expect(await clients[winner]!.value(`AUTH-LOGIN race p${winner}`)).toMatchObject({ user: 'race' })
  })

  test('takes a name and a password however their marks are written', async () => {
    const client = await server.connect()
    expect(await client.value('AUTH-REGISTER ame\u0301lie pa\u0301ss p\u00e1ss')).toEqual({
      user: 'am\u00e9lie',
    })
    expect(await client.code('AUTH-REGISTER am\u00e9lie x x')).toBe('name-taken')
    expect(await client.value('AUTH-LOGIN am\u00e9lie p\u00e1ss')).toMatchObject({ user: 'am\u00e9lie' })
    await client.value('CHAT-PRIVATE-SEND ame\u0301lie e\u0301')
    expect(await client.value('CHAT-PRIVATE-GET am\u00e9lie')).toMatchObject([
      { from: 'am\u00e9lie', text: 'e\u0301' },
    ])
  })
})

describe('logging in (AUTH-3)', () => {
  test('is refused with the cause, and a wrong password opens nothing', async () => {
    const name = await server.account()
    const client = await server.connect()
    expect(await client.ask('AUTH-LOGIN nobody x')).toMatch(/^failed unknown-user: .*AUTH-REGISTER/)
    expect(await client.code(`AUTH-LOGIN ${name} wrong`)).toBe('wrong-password')
    expect(await client.code('CONTACT-GET')).toBe('not-authorized')
    expect(await client.ask('CONTACT-GET')).toMatch(/AUTH-LOGIN.*AUTH-REGISTER/)
    await client.value(`AUTH-LOGIN ${name} ${PASSWORD}`)
    expect(await client.code(`AUTH-LOGIN ${name} ${PASSWORD}`)).toBe('already-authorized')
  })

  test('holds back what is pipelined behind it', async () => {
    const name = await server.account()
    const client = await server.connect()
    client.sendLines(`AUTH-LOGIN ${name} ${PASSWORD}`, 'CONTACT-GET', 'AUTH-LOGOUT', 'CONTACT-GET')
    const [login, contacts, logout, after] = await client.replies(4)
    expect([login, contacts]).toEqual([`success {"user":"${name}","unread":0}`, 'success []'])
    expect(logout).toMatch(/^success/)
    expect(after).toMatch(/^failed not-authorized/)
  })

  test('is possible again and again on one connection (AUTH-4)', async () => {
    const names = [await server.account(), await server.account()]
    const client = await server.connect()
    for (const name of [...names, ...names]) {
      await client.value(`AUTH-LOGIN ${name} ${PASSWORD}`)
      expect(await client.ask('AUTH-LOGOUT')).toMatch(/^success/)
      expect(await client.code('AUTH-LOGOUT')).toBe('not-authorized')
    }
  })

  test('is stopped after some wrong passwords even with the right one, and not elsewhere (AUTH-7)', async () => {
    const name = await server.account()
    const client = await server.connect()
    const codes: string[] = []
    for (let i = 0; i < 21; i++) codes.push(await client.code(`AUTH-LOGIN ${name} wrong${i}`))
    expect(codes[0]).toBe('wrong-password')
    expect(codes[20]).toBe('too-many-attempts')
    expect(await client.code(`AUTH-LOGIN ${name} ${PASSWORD}`)).toBe('too-many-attempts')
    const other = await server.account()
    await client.value(`AUTH-LOGIN ${other} ${PASSWORD}`)
  })

  test('is stopped as soon where the guesses come all at once', async () => {
    const name = await server.account()
    const clients = await Promise.all(Array.from({ length: 40 }, () => server.connect()))
    const codes = await Promise.all(clients.map((client, i) => client.code(`AUTH-LOGIN ${name} wrong${i}`)))
    expect(codes.filter((code) => code === 'wrong-password').length).toBeLessThanOrEqual(20)
    expect(codes.filter((code) => code === 'too-many-attempts').length).toBeGreaterThanOrEqual(20)
  })
})

describe('two sessions of one account (AUTH-5)', () => {
  test('are both there, and presence ends with the last', async () => {
    const [ani, budi] = [await server.user(), await server.user()]
    const second = await server.session(ani.name)
    await budi.client.value(`CONTACT-ADD ${ani.name}`)
    await ani.client.ask('AUTH-LOGOUT')
    expect(await budi.client.value('CONTACT-GET')).toEqual([{ name: ani.name, online: true }])
    await second.ask('AUTH-LOGOUT')
    expect(await budi.client.value('CONTACT-GET')).toEqual([{ name: ani.name, online: false }])
  })
})

describe('a token (AUTH-6)', () => {
  type Token = { token: string; expires: string }

  test('opens sessions until the session it opened logs out (AUTH-4)', async () => {
    const { client, name } = await server.user()
    const { token, expires } = await client.value<Token>('AUTH-TOKEN')
    expect(token).toMatch(/^[0-9a-z]{26,}$/)
    expect(new Date(expires).getTime()).toBeGreaterThan(Date.now())
    const other = await server.connect()
    expect(await other.value(`AUTH-RESUME ${token}`)).toEqual({ user: name, unread: 0 })
    expect(await other.code(`AUTH-RESUME ${token}`)).toBe('already-authorized')
    other.close()
    await client.ask('AUTH-LOGOUT')
    const third = await server.connect()
    await third.value(`AUTH-RESUME ${token}`)
    await third.ask('AUTH-LOGOUT')
    expect(await third.code(`AUTH-RESUME ${token}`)).toBe('bad-token')
  })

  test.each(['nonsense', '!', '0', 'A'.repeat(100)])(
    'of the wrong form, %s, is simply unknown (AUTH-8)',
    async (token) => {
      const client = await server.connect()
      expect(await client.code(`AUTH-RESUME ${token}`)).toBe('bad-token')
    },
  )

  test('makes room for a further one', async () => {
    const { client } = await server.user()
    const tokens: string[] = []
    for (let i = 0; i < 4; i++) {
      tokens.push((await client.value<Token>('AUTH-TOKEN')).token)
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    const other = await server.connect()
    expect(await other.code(`AUTH-RESUME ${tokens[0]}`)).toBe('bad-token')
    await other.value(`AUTH-RESUME ${tokens[1]}`)
  })

  test('is revoked by a change of the password, but for the one in use', async () => {
    const { client, name } = await server.user()
    const [one, two] = [await client.value<Token>('AUTH-TOKEN'), await client.value<Token>('AUTH-TOKEN')]
    const mine = await server.connect()
    await mine.value(`AUTH-RESUME ${one.token}`)
    expect(await mine.code('AUTH-PASSWORD wrong new new')).toBe('wrong-password')
    expect(await mine.code('AUTH-PASSWORD wrong new other')).toBe('wrong-password')
    expect(await mine.code(`AUTH-PASSWORD ${PASSWORD} new other`)).toBe('password-mismatch')
    expect(await mine.ask(`AUTH-PASSWORD ${PASSWORD} new new`)).toMatch(/^success/)
    const other = await server.connect()
    expect(await other.code(`AUTH-RESUME ${two.token}`)).toBe('bad-token')
    await other.value(`AUTH-RESUME ${one.token}`)
    await other.ask('AUTH-LOGOUT')
    expect(await other.code(`AUTH-LOGIN ${name} ${PASSWORD}`)).toBe('wrong-password')
    await other.value(`AUTH-LOGIN ${name} new`)
  })

  test('resumes though its address is closed to guesses (AUTH-7)', async () => {
    const own = await TestServer.start()
    try {
      const { client } = await own.user()
      const { token } = await client.value<Token>('AUTH-TOKEN')
      const guesser = await own.connect()
      guesser.sendLines(...Array.from({ length: 150 }, (_, i) => `AUTH-RESUME guess${i}`))
      const replies = await guesser.replies(150)
      expect(replies.at(-1)).toMatch(/^failed too-many-attempts/)
      await guesser.value(`AUTH-RESUME ${token}`)
    } finally {
      await own.close()
    }
  })
})

test('the server tells its limits and extensions', async () => {
  const client = await server.connect()
  expect(await client.value('SERVER-INFO')).toMatchObject({
    server: 'pychat',
    protocol: 1,
    limits: { argument: 100, line: 65_536, file: 26_214_400, batch: 500 },
    extensions: expect.arrayContaining(['SERVER-INFO', 'NOTIF-LISTEN', 'AUTH-RESUME']),
  })
})

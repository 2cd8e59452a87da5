import { afterAll, expect, test } from 'vitest'
import { TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start()
afterAll(() => server.close())

interface Made {
  readonly code: string
  readonly name: string
}

test('who creates a group is its admin, and its code alone admits (GROUP-1)', async () => {
  const [ani, budi] = [await server.user('ani'), await server.user('budi')]
  const { code, name } = await ani.client.value<Made>('GROUP-CREATE  Jalan  pagi ')
  expect([code, name]).toEqual([expect.stringMatching(/^[0-9a-z]{10,}$/), ' Jalan  pagi '])
  expect(await budi.client.value(`GROUP-JOIN ${code}`)).toEqual({ code, name })
  expect(await budi.client.code(`GROUP-JOIN ${code}`)).toBe('already-member')
  for (const wrong of [code.slice(1), `${code}0`, code.toUpperCase(), '!', "' OR 1=1"]) {
    expect(await budi.client.code(`GROUP-JOIN ${wrong.replaceAll(' ', '')}`)).toBe('unknown-group')
  }
  expect(await ani.client.value(`GROUP-MEMBERS ${code}`)).toEqual([
    { name: ani.name, role: 'admin', online: true },
    { name: budi.name, role: 'member', online: true },
  ])
  expect(await budi.client.value('GROUP-GET')).toEqual([
    { code, name, role: 'member', members: 2, unread: 0 },
  ])
})

test('only an admin invites, only members send, fetch and look (GROUP-2, CHAT-5)', async () => {
  const [ani, budi, cici] = [await server.user('ani'), await server.user('budi'), await server.user('cici')]
  const { code } = await ani.client.value<Made>('GROUP-CREATE club')
  await ani.client.value(`GROUP-INVITE ${code} ${budi.name}`)
  expect(await budi.client.code(`GROUP-INVITE ${code} ${cici.name}`)).toBe('not-admin')
  for (const line of [
    'CHAT-GROUP-SEND CODE x',
    'CHAT-GROUP-GET CODE',
    'GROUP-MEMBERS CODE',
    'GROUP-EXIT CODE',
    'CHAT-GROUP-HISTORY CODE 1 -',
    'GROUP-INVITE CODE x',
    'FILE-SEND-GROUP CODE a 0',
    'FILE-GET-GROUP CODE x',
  ]) {
    expect(await cici.client.code(line.replace('CODE', code))).toBe('not-member')
    expect(await cici.client.code(line.replace('CODE', 'none'))).toBe('unknown-group')
  }
})

test('a member fetches what others sent since it joined, never its own (CHAT-5)', async () => {
  const [ani, budi] = [await server.user('ani'), await server.user('budi')]
  const { code } = await ani.client.value<Made>('GROUP-CREATE club')
  await ani.client.value(`CHAT-GROUP-SEND ${code} before`)
  await budi.client.value(`GROUP-JOIN ${code}`)
  await ani.client.value(`CHAT-GROUP-SEND ${code} one`)
  await budi.client.value(`CHAT-GROUP-SEND ${code} two`)
  const message = { from: ani.name, text: 'one', group: code }
  expect(await budi.client.value('NOTIF-GET')).toMatchObject([message])
  expect(await budi.client.value(`CHAT-GROUP-GET ${code}`)).toMatchObject([message])
  expect(await budi.client.value(`CHAT-GROUP-GET ${code}`)).toEqual([])
  expect(await ani.client.value(`CHAT-GROUP-GET ${code}`)).toMatchObject([{ text: 'two' }])
  expect(await budi.client.value(`CHAT-GROUP-HISTORY ${code} 9 -`)).toMatchObject([
    { text: 'two' },
    { text: 'one' },
  ])
})

test('a group is led on when its admin leaves, and goes with its last member (GROUP-3)', async () => {
  const [ani, budi, cici] = [await server.user('ani'), await server.user('budi'), await server.user('cici')]
  const { code } = await ani.client.value<Made>('GROUP-CREATE club')
  await cici.client.value(`GROUP-JOIN ${code}`)
  await budi.client.value(`GROUP-JOIN ${code}`)
  await ani.client.value(`GROUP-EXIT ${code}`)
  expect(await cici.client.value(`GROUP-INVITE ${code} ${ani.name}`)).toEqual({
    added: [ani.name],
    rejected: [],
  })
  for (const { client } of [ani, budi, cici]) await client.value(`GROUP-EXIT ${code}`)
  expect(await cici.client.code(`GROUP-JOIN ${code}`)).toBe('unknown-group')
  expect(await cici.client.value('GROUP-GET')).toEqual([])
})

test('contacts are listed by name with who is online, and refused in the order of the table', async () => {
  const [ani, budi] = [await server.user('ani'), await server.user('budi')]
  const away = await server.account('Zaki')
  for (const name of [budi.name, away])
    expect(await ani.client.value(`CONTACT-ADD ${name}`)).toEqual({ name })
  expect(await ani.client.value('CONTACT-GET')).toEqual([
    { name: away, online: false },
    { name: budi.name, online: true },
  ])
  expect(await ani.client.code(`CONTACT-ADD ${ani.name}`)).toBe('not-yourself')
  expect(await ani.client.code(`CONTACT-ADD ${budi.name}`)).toBe('already-contact')
  expect(await ani.client.code('CONTACT-ADD nobody')).toBe('unknown-user')
  expect(await ani.client.code('CONTACT-DELETE nobody')).toBe('not-contact')
  expect(await ani.client.value(`CONTACT-DELETE ${away}`)).toEqual({ name: away })
  expect(await ani.client.code(`CONTACT-DELETE ${away}`)).toBe('not-contact')
})

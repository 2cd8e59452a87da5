import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { pause, poll } from '../../helpers/poll.js'
import { TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start({ limits: { loginTimeout: 60_000 } })
afterAll(() => server.close())

/** Whether the server still answers, and how fast. */
async function expectAlive(): Promise<void> {
  const client = await server.connect()
  const started = performance.now()
  expect(await client.ask('SERVER-INFO')).toMatch(/^success/)
  expect(performance.now() - started).toBeLessThan(5000)
  client.close()
}

test('two thousand connections at once are all greeted, answered and forgotten', async () => {
  const clients = await Promise.all(Array.from({ length: 2000 }, () => server.connect()))
  for (const client of clients) client.sendLines('SERVER-INFO', 'NO-SUCH')
  const replies = await Promise.all(clients.map((client) => client.replies(2, 10_000)))
  expect(
    replies.every(([first, second]) => first!.startsWith('success') && second!.startsWith('failed')),
  ).toBe(true)
  for (const client of clients) client.close()
  await expectAlive()
})

test('storms of resets, at every moment of a connection, leave nothing behind', async () => {
  const [ani, name] = [await server.user('ani'), await server.account('storm')]
  await ani.client.value(`CONTACT-ADD ${name}`)
  const moments = [
    '',
    'SERVER',
    'SERVER-INFO\n',
    `AUTH-LOGIN ${name} secret\n`,
    `AUTH-LOGIN ${name} secret\nNOTIF-LISTEN on\n`,
  ]
  for (let round = 0; round < 8; round++) {
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const client = server.dial()
        client.send(moments[i % moments.length]!)
        if (i % 3) await client.line().catch(() => {})
        if (i % 7 === 0) await pause(5)
        client.reset()
      }),
    )
  }
  await poll(
    () => ani.client.value('CONTACT-GET'),
    (contacts) => !(contacts as { online: boolean }[])[0]!.online,
  )
  await expectAlive()
})

test('noise is refused line by line, and harms nobody', async () => {
  const { client, name } = await server.user()
  const noisy = await Promise.all(Array.from({ length: 10 }, () => server.connect()))
  for (const each of noisy) {
    for (let i = 0; i < 20; i++) each.send(randomBytes(20_000))
    each.send('\n')
  }
  for (let i = 0; i < 50; i++) await client.value(`CHAT-PRIVATE-SEND ${name} ${i}`)
  for (const each of noisy) {
    each.end()
    const lines = (await each.rest(8000)).trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => !/^failed (malformed|unknown-keyword): /.test(line))).toEqual([])
  }
  await expectAlive()
})

test('a flood of empty lines from many waits for its readers, and others are served meanwhile', async () => {
  const { client } = await server.user()
  const floods = await Promise.all(Array.from({ length: 10 }, () => server.connect()))
  for (const each of floods) each.send('\n'.repeat(100_000))
  let slowest = 0
  for (let i = 0; i < 30; i++) {
    const started = performance.now()
    await client.ask('NOTIF-GET')
    slowest = Math.max(slowest, performance.now() - started)
  }
  expect(slowest).toBeLessThan(5000)
  for (const each of floods) each.reset()
  await expectAlive()
})

test('words that a program might trip over are words like any other', async () => {
  const { client, name } = await server.user()
  const words = [
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '$(reboot)',
    "'; DROP TABLE message; --",
    '%s%n',
    '{"a":1}',
    '\u202eabc',
    'NaN',
    'null',
    'undefined',
    '-',
    '0',
  ]
  for (const word of words) {
    await client.value(`CHAT-PRIVATE-SEND ${name} ${word}`)
    const title = await client.value(`GROUP-CREATE ${word}`)
    expect(title).toMatchObject({ name: word })
    for (const verb of ['CONTACT-ADD', 'CHAT-PRIVATE-GET', 'GROUP-JOIN', 'FILE-DELETE', 'CHAT-GROUP-GET']) {
      expect(await client.ask(`${verb} ${word.replaceAll(' ', '_')}`)).toMatch(
        /^failed (unknown|bad-argument)/,
      )
    }
  }
  const inbox = await client.value<{ text: string }[]>('NOTIF-GET')
  expect(inbox.map(({ text }) => text)).toEqual(words)
})

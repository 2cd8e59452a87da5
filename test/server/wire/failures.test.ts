import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import type { Handler } from '../../../src/server/handler.js'
import type { Database } from '../../../src/sqlite/driver.js'
import { poll } from '../../helpers/poll.js'
import { TestServer } from '../../helpers/test-server.js'

// What breaks, and when: a handler that throws on demand, and the database under the store.
const broken = vi.hoisted(() => ({ contacts: false, database: undefined as Database | undefined }))
vi.mock('../../../src/server/handlers/contact-get.js', async (importOriginal) => {
  const { contactGet } = await importOriginal<typeof import('../../../src/server/handlers/contact-get.js')>()
  const breaks: Handler<'CONTACT-GET'> = (context, args) => {
    // It has done something by then, which must be undone.
    context.store.append({ conversation: 1, sender: 1, at: 0, text: 'undone' })
    if (broken.contacts) throw new Error('a bug with a secret in it')
    return contactGet(context, args)
  }
  return { contactGet: breaks }
})
vi.mock('../../../src/sqlite/driver.js', async (importOriginal) => {
  const driver = await importOriginal<typeof import('../../../src/sqlite/driver.js')>()
  return {
    async openDatabase(path: string) {
      broken.database = await driver.openDatabase(path)
      return broken.database
    },
  }
})

const errors: { facts: { incident?: string; err?: Error }; text: string }[] = []
const server = await TestServer.start({
  log: { info() {}, warn() {}, error: (facts, text) => void errors.push({ facts, text }) },
})
afterAll(() => server.close())
afterEach(() => {
  broken.contacts = false
  broken.database!.exec('DROP TRIGGER IF EXISTS spring')
  errors.length = 0
})

/** Every message that is `bad` from now on makes its transaction's COMMIT fail. */
function setTrap(): void {
  const database = broken.database!
  database.exec('PRAGMA foreign_keys = ON')
  database.exec(
    'CREATE TABLE IF NOT EXISTS trap (id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)',
  )
  database.exec(
    "CREATE TRIGGER spring AFTER INSERT ON message WHEN NEW.text = 'bad' BEGIN INSERT INTO trap VALUES (-1); END",
  )
}

describe('a handler that throws', () => {
  test('gets failed with an incident that the log explains and the client does not see (REPLY-2)', async () => {
    const { client } = await server.user()
    broken.contacts = true
    const reply = await client.ask('CONTACT-GET')
    expect(reply).toMatch(/^failed internal: incident [0-9a-f-]{36}$/)
    expect(errors).toMatchObject([{ facts: { incident: reply.slice(-36), err: { message: /a bug/ } } }])
    expect(await client.ask('NOTIF-GET')).toBe('success []')
  })

  test('costs neither its neighbours in the turn nor its own connection anything, and all keep their order', async () => {
    const { client, name } = await server.user()
    const neighbours = await Promise.all(Array.from({ length: 10 }, () => server.user()))
    broken.contacts = true
    for (const each of neighbours) {
      each.client.sendLines(...[1, 2, 3].map((i) => `CHAT-PRIVATE-SEND ${each.name} ${i}`), 'AUTH-TOKEN')
    }
    client.sendLines(
      `CHAT-PRIVATE-SEND ${name} a`,
      'CONTACT-GET',
      `CHAT-PRIVATE-SEND ${name} b`,
      'CONTACT-GET',
      'NOTIF-GET',
    )
    const replies = await client.replies(5)
    expect(replies.map((reply) => reply.split(' ', 2).join(' ').slice(0, 15))).toEqual([
      'success {"id":"',
      'failed internal',
      'success {"id":"',
      'failed internal',
      'success [{"id":',
    ])
    expect(JSON.parse(replies[4]!.slice(8))).toMatchObject([{ text: 'a' }, { text: 'b' }])
    for (const each of neighbours) {
      for (const reply of await each.client.replies(4)) expect(reply).toMatch(/^success/)
      expect(await each.client.value(`CHAT-PRIVATE-GET ${each.name}`)).toMatchObject([
        { text: '1' },
        { text: '2' },
        { text: '3' },
      ])
    }
  })

  test('tells nobody of what was undone, and listeners of all that was not, once', async () => {
    const [ani, budi] = [await server.user('ani'), await server.user('budi')]
    await budi.client.ask('NOTIF-LISTEN on')
    broken.contacts = true
    ani.client.sendLines(
      `CHAT-PRIVATE-SEND ${budi.name} one`,
      'CONTACT-GET',
      `CHAT-PRIVATE-SEND ${budi.name} two`,
    )
    await ani.client.replies(3)
    expect(await budi.client.event()).toMatchObject({ message: { text: 'one' } })
    expect(await budi.client.event()).toMatchObject({ message: { text: 'two' } })
    await budi.client.ask('NOTIF-GET')
    expect(budi.client.events).toEqual([])
  })

  test('settles what was handed out before it (CHAT-3)', async () => {
    const [ani, budi] = [await server.user('ani'), await server.user('budi')]
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} halo`)
    await budi.client.value(`CHAT-PRIVATE-GET ${ani.name}`)
    broken.contacts = true
    await budi.client.ask('CONTACT-GET')
    budi.client.reset()
    const second = await server.session(budi.name)
    expect(await second.ask(`CHAT-PRIVATE-GET ${ani.name}`)).toBe('success []')
  })
})

describe('a commit that fails', () => {
  test('fails all requests of its turn, does none of them, and leaves the server usable', async () => {
    const [ani, budi] = [await server.user('ani'), await server.user('budi')]
    setTrap()
    ani.client.sendLines(
      `CHAT-PRIVATE-SEND ${budi.name} one`,
      `CHAT-PRIVATE-SEND ${budi.name} bad`,
      `CHAT-PRIVATE-SEND ${budi.name} two`,
    )
    for (const reply of await ani.client.replies(3)) expect(reply).toMatch(/^failed internal: incident /)
    expect(await budi.client.ask('NOTIF-GET')).toBe('success []')
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} later`)
    expect(await budi.client.value('NOTIF-GET')).toMatchObject([{ text: 'later' }])
  })

  test('undoes a login and a logout, and who waited behind them is not forgotten', async () => {
    const [ani, budi] = [await server.user('ani'), await server.user('budi')]
    setTrap()
    // All in one packet: the logout succeeds only with the turn.
    ani.client.sendLines(
      `CHAT-PRIVATE-SEND ${budi.name} bad`,
      'AUTH-LOGOUT',
      `AUTH-LOGIN ${ani.name} secret`,
      'NOTIF-GET',
    )
    const replies = await ani.client.replies(4, 1500)
    expect(replies.slice(0, 2).every((reply) => reply.startsWith('failed internal'))).toBe(true)
    expect(replies[2]).toMatch(/^failed (internal|already-authorized)/)
    expect(replies[3]).toBe('success []')
  })

  // Only `refuse` closes the connection; #incident answers, and the file's bytes are read as requests.
  test('of a FILE-SEND closes the connection where bytes are there already (FILE-1)', async () => {
    const [ani, budi] = [await server.user('ani'), await server.user('budi')]
    setTrap()
    ani.client.sendLines(
      `CHAT-PRIVATE-SEND ${budi.name} bad`,
      `FILE-SEND-PRIVATE ${budi.name} a 12`,
      'AUTH-LOGOUT',
    )
    const rest = await ani.client.rest(1500)
    expect(rest.trimEnd().split('\n')).toHaveLength(2)
  })
})

test('a disk that is full fails what it must, and the server goes on once there is room', async () => {
  const { client, name } = await server.user()
  const database = broken.database!
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
  database.exec(`PRAGMA max_page_count = ${pages + 2}`)
  const text = randomBytes(49).toString('hex')
  const sent: string[] = []
  for (let failed = false; !failed; ) {
    const reply = await client.ask(`CHAT-PRIVATE-SEND ${name} ${text}`)
    failed = reply.startsWith('failed internal')
    if (!failed) sent.push((JSON.parse(reply.slice(8)) as { id: string }).id)
    expect(sent.length).toBeLessThan(1000)
  }
  expect(await client.value('NOTIF-GET')).toHaveLength(Math.min(500, sent.length))
  database.exec('PRAGMA max_page_count = 1000000')
  const { id } = await client.value<{ id: string }>(`CHAT-PRIVATE-SEND ${name} more`)
  expect(sent).not.toContain(id)
})

test('a database that cannot even begin fails each request, and spares the connections', async () => {
  const users = await Promise.all(Array.from({ length: 5 }, () => server.user()))
  const database = broken.database!
  // Inside a transaction that is not the server's, BEGIN fails.
  database.exec('BEGIN')
  const client = users[0]!.client
  client.sendLines('NOTIF-GET', 'NOTIF-GET', 'AUTH-TOKEN')
  users[1]!.client.reset()
  users[2]!.client.end()
  for (const reply of await client.replies(3)) expect(reply).toMatch(/^failed internal/)
  await users[2]!.client.rest()
  database.exec('ROLLBACK')
  expect(await client.ask('NOTIF-GET')).toBe('success []')
  const observer = users[3]!.client
  await poll(
    () => observer.ask('SERVER-INFO'),
    (reply) => reply.startsWith('success'),
  )
  for (const { name } of [users[1]!, users[2]!]) await observer.value(`CONTACT-ADD ${name}`)
  expect(await observer.value('CONTACT-GET')).toMatchObject([{ online: false }, { online: false }])
})

// `fail` leaves the session not silently: it reads the contacts outside a transaction, and what that throws is caught
// by nobody.
test('a failure that cannot even be told to others ends a connection, not the server', async () => {
  const [ani, budi, ear] = [await server.user('ani'), await server.user('budi'), await server.user('ear')]
  await ear.client.ask('NOTIF-LISTEN on')
  setTrap()
  // Whom a departure is to be told cannot be read any more.
  broken.database!.exec('ALTER TABLE contact RENAME TO lost')
  const uncaught: unknown[] = []
  const handlers = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => uncaught.push(error))
  try {
    ani.client.sendLines(`CHAT-PRIVATE-SEND ${budi.name} bad`, `FILE-SEND-PRIVATE ${budi.name} a 12`, 'bytes')
    await ani.client.rest(1500).catch(() => {})
    expect(uncaught).toEqual([])
    expect(await budi.client.ask('NOTIF-GET')).toBe('success []')
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const handler of handlers) process.on('uncaughtException', handler)
    broken.database!.exec('ALTER TABLE lost RENAME TO contact')
  }
})

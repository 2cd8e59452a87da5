import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { openSqliteStore } from '../../../../src/server/store/sqlite/sqlite-store.js'
import { CommitError, type Store } from '../../../../src/server/store/store.js'
import type { Database } from '../../../../src/sqlite/driver.js'
import { storeContract } from '../../../contracts/store.js'

// The databases that the stores opened, for what no caller of a store can do to it.
const opened = vi.hoisted(() => [] as Database[])
vi.mock('../../../../src/sqlite/driver.js', async (importOriginal) => {
  const driver = await importOriginal<typeof import('../../../../src/sqlite/driver.js')>()
  return {
    ...driver,
    async openDatabase(path: string) {
      const database = await driver.openDatabase(path)
      opened.push(database)
      return database
    },
  }
})

const folder = mkdtempSync(join(tmpdir(), 'pychat-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
let path = ''
storeContract('in memory', () => openSqliteStore(':memory:'))
storeContract(
  'in a file',
  () => {
    path = join(folder, `${++files}.db`)
    return openSqliteStore(path)
  },
  (store) => {
    store.close()
    return openSqliteStore(path)
  },
)

describe('a commit that fails', () => {
  let store: Store
  afterEach(() => store.close())

  /** Every message of `trapped` from now on makes the transaction's COMMIT fail. */
  const setTrap = (text: string) => {
    const database = opened.at(-1)!
    database.exec('PRAGMA foreign_keys = ON')
    database.exec('CREATE TABLE trap (id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)')
    database.exec(
      `CREATE TRIGGER spring AFTER INSERT ON message WHEN NEW.text = '${text}' BEGIN INSERT INTO trap VALUES (-1); END`,
    )
  }
  const people = () =>
    store.transaction(() =>
      ['ani', 'budi'].map((name) => store.createAccount({ name, passwordHash: 'x', at: 1 })!.id),
    ) as [number, number]

  test('is told by a CommitError, and nothing of its transaction is there', async () => {
    store = await openSqliteStore(':memory:')
    const [ani, budi] = people()
    setTrap('bad')
    const send = (text: string) => () =>
      store.append({ conversation: store.openPrivate(ani, budi), sender: ani, at: 1, text })
    let thrown: unknown
    try {
      store.transaction(send('bad'))
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CommitError)
    expect((thrown as CommitError).cause).toBeInstanceOf(Error)
    // Neither in the database nor in what the store remembers of it.
    expect(store.findPrivate(ani, budi)).toBeUndefined()
    expect(store.lastMessage()).toBe(0)
    expect(store.transaction(send('good'))).toBe(1)
    expect(store.inbox(budi, 9)).toMatchObject([{ text: 'good' }])
  })

  test('leaves the store usable where the disk was full, and no id comes twice', async () => {
    store = await openSqliteStore(join(folder, 'full.db'))
    const [ani, budi] = people()
    const database = opened.at(-1)!
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
    database.exec(`PRAGMA max_page_count = ${pages + 2}`)
    const send = (text: string) =>
      store.transaction(() =>
        store.append({ conversation: store.openPrivate(ani, budi), sender: ani, at: 1, text }),
      )
    const ids: number[] = []
    expect(() => {
      for (let i = 0; i < 1000; i++) ids.push(send('x'.repeat(2000)))
    }).toThrow(/full/)
    database.exec('PRAGMA max_page_count = 100000')
    ids.push(send('more'))
    expect(new Set(ids).size).toBe(ids.length)
    expect(store.unread(budi)).toBe(ids.length)
    expect(store.inbox(budi, 500).map(({ id }) => id)).toEqual(ids)
  })
})

import { expect, test } from 'vitest'
import { migrate, SCHEMA_VERSION } from '../../../../src/server/store/sqlite/schema.js'
import { openDatabase } from '../../../../src/sqlite/driver.js'

const number = (row: unknown) => Object.values(row as Record<string, number>)[0]

test('an empty database becomes one of this version', async () => {
  const database = await openDatabase(':memory:')
  migrate(database, 0)
  expect(number(database.prepare('PRAGMA user_version').get())).toBe(SCHEMA_VERSION)
  database.close()
})

test('a database of this version is left alone', async () => {
  const database = await openDatabase(':memory:')
  migrate(database, SCHEMA_VERSION)
  expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  database.close()
})

test('a migration that fails leaves nothing of itself', async () => {
  const database = await openDatabase(':memory:')
  database.exec('CREATE TABLE message (x)')
  expect(() => migrate(database, 0)).toThrow(/already exists/)
  expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'message' }])
  expect(number(database.prepare('PRAGMA user_version').get())).toBe(0)
  database.close()
})

test('an older database gains what came since, and keeps what it has', async () => {
  const database = await openDatabase(':memory:')
  migrate(database, 0)
  database.exec("DROP TABLE answer; INSERT INTO account VALUES (1, 'ani', 'hash', 1)")
  migrate(database, 1)
  expect(database.prepare('SELECT name FROM account').all()).toEqual([{ name: 'ani' }])
  expect(database.prepare('SELECT * FROM answer').all()).toEqual([])
  database.close()
})

test('the tables are those that were released: a change to them is a further migration', async () => {
  const database = await openDatabase(':memory:')
  migrate(database, 0)
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map((row) => (row as { name: string }).name)
  expect(tables).toEqual([
    'account',
    'answer',
    'contact',
    'conversation',
    'file',
    'floor',
    'message',
    'purge',
    'reader',
    'token',
  ])
  database.close()
})

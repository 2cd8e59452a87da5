import { expect, test } from 'vitest'
import { Session } from '../../../../src/server/store/sqlite/session.js'
import { CommitError } from '../../../../src/server/store/store.js'
import { type Database, openDatabase, type Statement } from '../../../../src/sqlite/driver.js'

/** A database that does nothing but note what it was told, and throws where it was told to. */
class Fake implements Database {
  readonly log: string[] = []
  readonly broken = new Set<string>()
  exec(sql: string): void {
    this.log.push(sql)
    if (this.broken.has(sql)) throw new Error(`${sql} failed`)
  }
  prepare(sql: string): Statement {
    const run = () => {
      this.exec(sql)
      return { changes: 0, lastInsertRowid: 0 }
    }
    return { run, get: () => undefined, all: () => [] }
  }
  close(): void {}
}

test('work that throws is rolled back, then what remembers rows is told, then it is thrown on', () => {
  const database = new Fake()
  const session = new Session(database)
  session.onRollback(() => database.log.push('forget'))
  expect(() =>
    session.transaction(() => {
      throw new TypeError('bug')
    }),
  ).toThrow(TypeError)
  expect(database.log).toEqual(['BEGIN IMMEDIATE', 'ROLLBACK', 'forget'])
})

test('a transaction that cannot begin does no work, and rolls nothing back', () => {
  const database = new Fake()
  database.broken.add('BEGIN IMMEDIATE')
  let worked = false
  const begin = () =>
    new Session(database).transaction(() => {
      worked = true
    })
  expect(begin).toThrow('BEGIN IMMEDIATE failed')
  expect([worked, database.log]).toEqual([false, ['BEGIN IMMEDIATE']])
})

test('a commit that fails is a CommitError, also where the database has rolled back by itself', () => {
  const database = new Fake()
  database.broken.add('COMMIT').add('ROLLBACK')
  const session = new Session(database)
  session.onRollback(() => database.log.push('forget'))
  expect(() => session.transaction(() => 1)).toThrow(CommitError)
  expect(database.log).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK', 'forget'])
})

test('a statement that ended the transaction by itself leaves the next one a clean start', async () => {
  const database = await openDatabase(':memory:')
  database.exec('CREATE TABLE t (x UNIQUE ON CONFLICT ROLLBACK)')
  const session = new Session(database)
  const insert = session.prepare('INSERT INTO t VALUES (?)')
  expect(() =>
    session.transaction(() => {
      insert.run(1)
      insert.run(1)
    }),
  ).toThrow(/UNIQUE/)
  session.transaction(() => insert.run(2))
  expect(session.prepare('SELECT x FROM t').all()).toEqual([{ x: 2 }])
  database.close()
})

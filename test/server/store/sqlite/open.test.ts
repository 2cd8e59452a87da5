import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { open } from '../../../../src/server/store/sqlite/open.js'
import { APPLICATION_ID, SCHEMA_VERSION } from '../../../../src/server/store/sqlite/schema.js'
import { StoreError } from '../../../../src/server/store/store.js'
import { close } from '../../../../src/sqlite/close.js'
import { type Database, openDatabase } from '../../../../src/sqlite/driver.js'
import { temporaryFolder } from '../../../helpers/temporary-folder.js'

const fileIn = () => join(temporaryFolder(), 'pychat.db')

async function refusal(path: string): Promise<StoreError> {
  const error = await open(path).then(
    (database) => {
      database.close()
      return undefined
    },
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(StoreError)
  expect((error as StoreError).message).toContain(path)
  return error as StoreError
}

const pragma = (database: Database, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[0]

async function foreign(path: string, ...sql: string[]): Promise<Buffer> {
  const database = await openDatabase(path)
  for (const statement of sql) database.exec(statement)
  database.close()
  return readFileSync(path)
}

describe('a new file', () => {
  test('is marked as pychat’s, in WAL mode, and every commit is synced', async () => {
    const path = fileIn()
    const database = await open(path)
    expect(pragma(database, 'application_id')).toBe(APPLICATION_ID)
    expect(pragma(database, 'user_version')).toBe(SCHEMA_VERSION)
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(2)
    close(database)
  })

  test('is one file once it is closed, and opens again with all that is in it', async () => {
    const path = fileIn()
    const first = await open(path)
    first.exec("INSERT INTO account (name, password, at) VALUES ('ani', 'x', 1)")
    close(first)
    expect(existsSync(`${path}-wal`)).toBe(false)
    const second = await open(path)
    expect(second.prepare('SELECT name FROM account').all()).toEqual([{ name: 'ani' }])
    expect(pragma(second, 'synchronous')).toBe(2)
    close(second)
  })

  test('may be there already, if it is empty', async () => {
    const path = fileIn()
    writeFileSync(path, '')
    close(await open(path))
  })

  test('keeps what was committed where the process ended before closing it', async () => {
    const path = fileIn()
    const database = await open(path)
    database.exec("INSERT INTO account (name, password, at) VALUES ('ani', 'x', 1)")
    const copy = fileIn()
    for (const part of ['', '-wal']) copyFileSync(path + part, copy + part)
    close(database)
    const again = await open(copy)
    expect(again.prepare('SELECT name FROM account').all()).toEqual([{ name: 'ani' }])
    close(again)
  })
})

describe('a file that is in use', () => {
  const holder = (path: string) => {
    const script = `
      const { open } = await import('${new URL('../../../../src/server/store/sqlite/open.ts', import.meta.url)}')
      await open(${JSON.stringify(path)})
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }

  test('by another process is refused at once, and free again however that one ends', async () => {
    const path = fileIn()
    const child = holder(path)
    await once(child.stdout, 'data')
    const started = performance.now()
    expect(await refusal(path)).toMatchObject({ code: 'locked', message: expect.stringContaining('--data') })
    expect(performance.now() - started).toBeLessThan(6000)
    child.kill('SIGKILL')
    await once(child, 'exit')
    close(await open(path))
  }, 15_000)

  test('by this process is refused too', async () => {
    const path = fileIn()
    const database = await open(path)
    expect(await refusal(path)).toMatchObject({ code: 'locked' })
    database.exec("INSERT INTO account (name, password, at) VALUES ('ani', 'x', 1)")
    close(database)
    close(await open(path))
  })
})

describe('a file of another program', () => {
  test.each([
    ['with tables', ['CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)']],
    ['with a version of its own', ['PRAGMA user_version = 1', 'CREATE TABLE account (x)']],
    ['with a version and nothing else', ['PRAGMA user_version = 7']],
    ['that is marked', ['PRAGMA application_id = 7', 'CREATE TABLE t (x)']],
  ])('%s is refused and left as it is, byte for byte', async (_, sql) => {
    const path = fileIn()
    const before = await foreign(path, ...sql)
    expect(await refusal(path)).toMatchObject({ code: 'foreign' })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(`${path}-journal`)).toBe(false)
  })

  // The statements of the check are not collected yet when the database is closed, so that it stays open and locked.
  test('in WAL mode is refused and left as it is, without a log beside it', async () => {
    const path = fileIn()
    const before = await foreign(path, 'PRAGMA journal_mode = WAL', 'CREATE TABLE t (x)')
    expect(await refusal(path)).toMatchObject({ code: 'foreign' })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  // `version === 0 && tables === 0` is taken for an empty file before the application's mark is looked at.
  test('that is marked and has no tables yet is refused too', async () => {
    const path = fileIn()
    await foreign(path, 'PRAGMA application_id = 7', 'CREATE TABLE t (x)', 'DROP TABLE t')
    expect(await refusal(path)).toMatchObject({ code: 'foreign' })
  })

  // The same: it stays locked for as long as this process lives, or until its statements are collected.
  test('with a log that is not written back yet is refused, and free for that program at once', async () => {
    const path = fileIn()
    const living = await openDatabase(path)
    living.exec('PRAGMA journal_mode = WAL')
    living.exec('CREATE TABLE t (x)')
    living.exec('INSERT INTO t VALUES (42)')
    const copy = fileIn()
    for (const part of ['', '-wal']) copyFileSync(path + part, copy + part)
    living.close()
    expect(await refusal(copy)).toMatchObject({ code: 'foreign' })
    const again = await openDatabase(copy)
    expect(again.prepare('SELECT x FROM t').all()).toEqual([{ x: 42 }])
    again.close()
  })
})

test('a file of a later version is refused and left as it is', async () => {
  const path = fileIn()
  const database = await open(path)
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
  close(database)
  const before = readFileSync(path)
  expect(await refusal(path)).toMatchObject({
    code: 'newer',
    message: expect.stringContaining('update pychat'),
  })
  expect(readFileSync(path).equals(before)).toBe(true)
})

describe('a file that is damaged', () => {
  test.each([
    ['no database at all', () => Buffer.from('hello, I am a diary\n'.repeat(400))],
    ['a header and noise', () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8000, 7)])],
  ])('because it is %s is refused and left as it is', async (_, bytes) => {
    const path = fileIn()
    writeFileSync(path, bytes())
    // Noise may look like another program's mark.
    expect(['damaged', 'foreign']).toContain((await refusal(path)).code)
    expect(readFileSync(path).equals(bytes())).toBe(true)
  })

  test('because it was cut short is refused, or all that is left of it is left alone', async () => {
    const path = fileIn()
    const database = await open(path)
    close(database)
    const whole = readFileSync(path)
    const cut = whole.subarray(0, whole.length / 2)
    writeFileSync(path, cut)
    expect(await refusal(path)).toMatchObject({ code: 'damaged' })
    expect(readFileSync(path).equals(cut)).toBe(true)
  })
})

describe('a path that cannot be used', () => {
  test('in a folder that is not there is refused', async () => {
    expect(await refusal(join(temporaryFolder(), 'none', 'pychat.db'))).toMatchObject({ code: 'unusable' })
  })

  test('that is a folder is refused', async () => {
    const path = fileIn()
    mkdirSync(path)
    expect(await refusal(path)).toMatchObject({ code: 'unusable' })
  })
})

test('damage in the middle of a file is found before the file is used', async () => {
  const path = fileIn()
  const database = await open(path)
  const insert = database.prepare('INSERT INTO message (conversation, sender, at, text) VALUES (1, 1, 1, ?)')
  for (let i = 0; i < 2000; i++) insert.run('x'.repeat(100))
  close(database)
  const bytes = readFileSync(path)
  bytes.fill(0xaa, bytes.length / 2, bytes.length / 2 + 3 * 4096)
  writeFileSync(path, bytes)
  expect(await refusal(path)).toMatchObject({ code: 'damaged' })
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

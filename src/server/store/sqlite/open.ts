import { StoreError } from '../store.js'
import { type Database, openDatabase } from './driver.js'
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from './schema.js'

// SQLite's result codes (https://sqlite.org/rescode.html); extended codes hold them in the low byte.
const BUSY = 5
const CORRUPT = 11
const NOT_A_DATABASE = 26

/**
 * Opens a database file, locks it for this process, and brings its schema up to date.
 * @param path a file, or `:memory:`
 * @throws StoreError where the file is another server's, another program's, damaged, or from a later version
 */
export async function open(path: string): Promise<Database> {
  let db: Database | undefined
  try {
    db = await openDatabase(path)
    // Before the first access, which takes the lock: from then on no other process can even read. The lock goes when
    // the process ends, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    const version = checkedVersion(db, path)
    // FULL on every open: some builds make NORMAL the default of a WAL file.
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    // Fewer, larger checkpoints: 1.6 times the inserts with many conversations; a WAL of 40 MB opens in 25 ms.
    db.exec('PRAGMA wal_autocheckpoint = 10000')
    migrate(db, version)
    return db
  } catch (error) {
    db?.close()
    throw error instanceof StoreError ? error : explained(error as Error & { errcode?: number }, path)
  }
}

/** Checkpoints and unlocks a database, then closes it. */
export function close(db: Database): void {
  try {
    // A driver may keep the file open until its statements are collected: the lock must go before.
    db.exec('PRAGMA journal_mode = DELETE')
    db.exec('PRAGMA locking_mode = NORMAL')
    db.exec('SELECT 1 FROM account')
  } finally {
    db.close()
  }
}

function checkedVersion(db: Database, path: string): number {
  const number = (pragma: string) =>
    Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>)[0])
  const version = number('user_version')
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
  if (version === 0 && tables.n === 0) return 0
  if (number('application_id') !== APPLICATION_ID) {
    throw new StoreError(
      'foreign',
      `${path} is a database of another program; choose another --data directory`,
    )
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'newer',
      `${path} was written by a later pychat (its format is ${version}, this one knows ${SCHEMA_VERSION}); update pychat, or choose another --data directory`,
    )
  }
  return version
}

function explained(error: Error & { errcode?: number }, path: string): StoreError {
  switch ((error.errcode ?? 0) & 0xff) {
    case BUSY:
      return new StoreError(
        'locked',
        `${path} is in use by another server; stop that one, or choose another --data directory`,
        { cause: error },
      )
    case CORRUPT:
    case NOT_A_DATABASE:
      return new StoreError(
        'damaged',
        `${path} is damaged or no database (${error.message}); nothing was changed: restore it from a copy, or choose another --data directory`,
        { cause: error },
      )
    default:
      return new StoreError('unusable', `${path} cannot be opened: ${error.message}`, { cause: error })
  }
}

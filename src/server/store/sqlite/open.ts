import { open as openFile, stat } from 'node:fs/promises'
import { unlock } from '../../../sqlite/close.js'
import { type Database, openDatabase } from '../../../sqlite/driver.js'
import { StoreError } from '../store.js'
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from './schema.js'

// SQLite's result codes (https://sqlite.org/rescode.html); extended codes hold them in the low byte.
const BUSY = 5
const CORRUPT = 11
const NOT_A_DATABASE = 26

/** Up to this size a file is checked as a whole when it is opened: half a second at the most. */
const CHECKED_BYTES = 128 * 1024 ** 2

/**
 * Opens a database file, locks it for this process, and brings its schema up to date.
 * @param path a file, or `:memory:`
 * @throws StoreError where the file is another server's, another program's, damaged, or from a later version
 */
export async function open(path: string): Promise<Database> {
  let db: Database | undefined
  try {
    const isNew = path === ':memory:' || (await isEmpty(path))
    // Messages are for nobody else on this machine; the log beside it gets the same mode.
    if (path !== ':memory:') await makePrivate(path)
    db = await openDatabase(path)
    // Before the first access, which takes the lock: from then on no other process can even read. The lock goes when
    // the process ends, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Before WAL, so that the file itself is marked from its first page on: `isEmpty` looks there.
    if (isNew) db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    const version = knownVersion(db, path)
    if (!isNew && (await stat(path)).size <= CHECKED_BYTES) checkWhole(db, path)
    // FULL on every open: some builds make NORMAL the default of a WAL file.
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    // Fewer, larger checkpoints: 1.6 times the inserts with many conversations; a WAL of 40 MB opens in 25 ms.
    db.exec('PRAGMA wal_autocheckpoint = 10000')
    migrate(db, version)
    return db
  } catch (error) {
    if (db) unlock(db)
    throw error instanceof StoreError ? error : explained(error as Error & { errcode?: number }, path)
  }
}

/**
 * Whether there is nothing in the file yet. Looks at its header (https://sqlite.org/fileformat.html) and opens no
 * database: that alone would leave traces beside one that is not ours.
 */
async function isEmpty(path: string): Promise<boolean> {
  const header = await readStart(path, 100)
  if (header.length === 0) return true
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new StoreError('damaged', damaged(path, 'it does not start like a database'))
  }
  if (header.length === 100 && header.readUInt32BE(68) === APPLICATION_ID) return false
  throw new StoreError('foreign', `${path} is a database of another program; choose another --data directory`)
}

async function readStart(path: string, bytes: number): Promise<Buffer> {
  const handle = await openFile(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!handle) return Buffer.alloc(0)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function makePrivate(path: string): Promise<void> {
  const handle = await openFile(path, 'a', 0o600)
  try {
    await handle.chmod(0o600)
  } finally {
    await handle.close()
  }
}

function knownVersion(db: Database, path: string): number {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version <= SCHEMA_VERSION) return version
  throw new StoreError(
    'newer',
    `${path} was written by a later pychat (its format is ${version}, this one knows ${SCHEMA_VERSION}); update pychat, or choose another --data directory`,
  )
}

/** Finds damage inside before anything is built on it, or written over it. */
function checkWhole(db: Database, path: string): void {
  const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (found !== 'ok') throw new StoreError('damaged', damaged(path, found))
}

const damaged = (path: string, cause: string) =>
  `${path} is damaged or no database (${cause}); nothing was changed: restore it from a copy, or choose another --data directory`

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
      return new StoreError('damaged', damaged(path, error.message), { cause: error })
    default:
      return new StoreError('unusable', `${path} cannot be opened: ${error.message}`, { cause: error })
  }
}

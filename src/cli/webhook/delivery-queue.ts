import { closeSync, fchmodSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../../platform/make-folder.js'
import { close, unlock } from '../../sqlite/close.js'
import { type Database, openDatabase, type Statement } from '../../sqlite/driver.js'
import { CliError } from '../errors.js'
import type { Delivery } from './delivery.js'

/** A delivery in the queue. */
export interface Waiting extends Delivery {
  readonly number: number
  /** When the first try failed, in milliseconds; null where none did. */
  readonly failed: number | null
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, body TEXT NOT NULL,
    failed INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_in_order ON delivery (conversation, number);
  CREATE TABLE IF NOT EXISTS place (only INTEGER PRIMARY KEY CHECK (only = 1), after TEXT NOT NULL) STRICT;`

const HAS_FAILED = "SELECT 1 FROM pragma_table_info('delivery') WHERE name = 'failed'"

// SQLite's result codes (https://sqlite.org/rescode.html); extended codes hold them in the low byte.
const BUSY = 5
const FULL = 13

/**
 * What is on its way to a webhook, on the disk: a delivery that was added is there until it is removed, whatever happens
 * to the process or to the power. The file is one process's at a time and readable by its owner alone.
 */
export class DeliveryQueue {
  readonly #path: string
  readonly #db: Database
  readonly #add: Statement
  readonly #first: Statement
  readonly #noteFailure: Statement
  readonly #remove: Statement
  readonly #setPlace: Statement
  #size: number

  private constructor(path: string, db: Database) {
    this.#path = path
    this.#db = db
    this.#add = db.prepare(
      'INSERT INTO delivery (id, conversation, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
    )
    this.#first = db.prepare('SELECT * FROM delivery WHERE conversation = ? ORDER BY number LIMIT 1')
    this.#noteFailure = db.prepare('UPDATE delivery SET failed = ? WHERE number = ?')
    this.#remove = db.prepare('DELETE FROM delivery WHERE number = ?')
    this.#setPlace = db.prepare('INSERT OR REPLACE INTO place (only, after) VALUES (1, ?)')
    this.#size = (db.prepare('SELECT count(*) AS size FROM delivery').get() as { size: number }).size
  }

  /**
   * Opens a queue, without a path one that goes with the process. Throws a CliError `local-file` where it cannot be
   * opened or another process has it.
   */
  static async open(path?: string): Promise<DeliveryQueue> {
    let db: Database | undefined
    try {
      if (path !== undefined) makePrivate(path)
      // SQLite takes an empty path for a temporary file of its own.
      db = await openDatabase(path ?? '')
      db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      db.exec(`BEGIN IMMEDIATE; ${SCHEMA}`)
      // A queue of before has not the column.
      if (!db.prepare(HAS_FAILED).get()) db.exec('ALTER TABLE delivery ADD COLUMN failed INTEGER')
      db.exec('COMMIT')
      return new DeliveryQueue(path ?? 'a temporary file', db)
    } catch (cause) {
      if (db) unlock(db)
      throw queueError('open', path ?? 'a temporary file', cause)
    }
  }

  /** How many deliveries wait. */
  get size(): number {
    return this.#size
  }

  /** The place to go on from, as the last `add` or `goOnFrom` gave it. */
  get place(): string | undefined {
    const row = this.#db.prepare('SELECT after FROM place').get() as { after: string } | undefined
    return row?.after
  }

  goOnFrom(place: string): void {
    this.#write(() => this.#setPlace.run(place))
  }

  /** Those that something waits for. */
  get conversations(): readonly string[] {
    const rows = this.#db.prepare(
      'SELECT conversation FROM delivery GROUP BY conversation ORDER BY min(number)',
    )
    return (rows.all() as { conversation: string }[]).map(({ conversation }) => conversation)
  }

  /**
   * Puts deliveries behind all others, and the place with them, or nothing. When it returns they are on the disk. What
   * waits there already keeps its place. Throws a CliError `local-file`.
   */
  add(deliveries: readonly Delivery[], place?: string): void {
    this.#write(() => {
      let added = 0
      this.#db.exec('BEGIN IMMEDIATE')
      try {
        for (const { id, conversation, body } of deliveries) {
          added += Number(this.#add.run(id, conversation, body).changes)
        }
        if (place !== undefined) this.#setPlace.run(place)
        this.#db.exec('COMMIT')
      } catch (error) {
        this.#rollBack()
        throw error
      }
      this.#size += added
    })
  }

  /** The first delivery of a conversation. */
  first(conversation: string): Waiting | undefined {
    return this.#first.get(conversation) as Waiting | undefined
  }

  /** Some deliveries in the order they were added: the first ones, or those behind another. */
  page(behind?: Waiting): readonly Waiting[] {
    const rows = this.#db.prepare('SELECT * FROM delivery WHERE number > ? ORDER BY number LIMIT 500')
    return rows.all(behind?.number ?? 0) as Waiting[]
  }

  /** Keeps when the first try of a delivery failed, in milliseconds: a later run counts from then on. */
  noteFailure({ number }: Waiting, at: number): void {
    this.#write(() => this.#noteFailure.run(at, number))
  }

  /** Lets go of a delivery that was made, or is safe elsewhere. */
  remove({ number }: Waiting): void {
    this.#write(() => {
      this.#size -= Number(this.#remove.run(number).changes)
    })
  }

  /** What a full disk does not let be tidied up is found by the next run. */
  close(): void {
    try {
      close(this.#db)
    } catch {}
  }

  #write(work: () => void): void {
    try {
      work()
    } catch (cause) {
      throw queueError('write', this.#path, cause)
    }
  }

  /** A full disk has ended the transaction already. */
  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK')
    } catch {}
  }
}

/** The log beside the file gets its mode. */
function makePrivate(path: string): void {
  makeFolder(dirname(path))
  const file = openSync(path, 'a', 0o600)
  try {
    fchmodSync(file, 0o600)
  } finally {
    closeSync(file)
  }
}

function queueError(doing: string, path: string, cause: unknown): CliError {
  const { errcode = 0, message } = cause as Error & { errcode?: number }
  const code = errcode & 0xff
  if (code === BUSY) {
    return new CliError('local-file', `another pychat listens for this webhook already: it has ${path}`, {
      cause,
    })
  }
  const why = code === FULL ? 'the disk is full' : message
  return new CliError('local-file', `cannot ${doing} the queue ${path}: ${why}`, {
    cause,
    hint: 'with --resume the next run goes on where this one ended',
  })
}

import type { Database, Statement } from '../../../sqlite/driver.js'
import { CommitError } from '../store.js'

/** A database with its transaction, and what must hear of how a transaction ended. */
export class Session {
  // Held on purpose: a driver may crash when the database is collected while a statement of it lives.
  readonly #db: Database
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #rollback: Statement
  readonly #onCommit: (() => void)[] = []
  readonly #onRollback: (() => void)[] = []

  constructor(db: Database) {
    this.#db = db
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
  }

  prepare(sql: string): Statement {
    return this.#db.prepare(sql)
  }

  /** Registers what keeps for good what the transaction came to. It must not throw. */
  onCommit(keep: () => void): void {
    this.#onCommit.push(keep)
  }

  /** Registers what forgets the memory of rows that a rollback has unmade. It must not throw. */
  onRollback(forget: () => void): void {
    this.#onRollback.push(forget)
  }

  transaction<T>(work: () => T): T {
    this.#begin.run()
    let result: T
    try {
      result = work()
    } catch (error) {
      this.#undo()
      throw error
    }
    try {
      this.#commit.run()
    } catch (cause) {
      this.#undo()
      throw new CommitError('the commit failed', { cause })
    }
    for (const keep of this.#onCommit) keep()
    return result
  }

  #undo(): void {
    try {
      this.#rollback.run()
    } catch {
      // SQLite rolls back by itself on some errors, a full disk among them; then there is nothing left to roll back.
    }
    for (const forget of this.#onRollback) forget()
  }
}

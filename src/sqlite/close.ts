import type { Database } from './driver.js'

/** Writes the log back, unlocks the file and closes it. */
export function close(db: Database): void {
  try {
    db.exec('PRAGMA journal_mode = DELETE')
  } finally {
    unlock(db)
  }
}

/**
 * Closes a database that was locked for this process. A driver may keep the file open until its statements are collected:
 * the lock must go before.
 */
export function unlock(db: Database): void {
  try {
    db.exec('PRAGMA locking_mode = NORMAL')
    db.exec('SELECT 1 FROM sqlite_schema')
  } catch {
    // Nothing was locked.
  }
  db.close()
}

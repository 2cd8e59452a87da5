/** The part of the `node:sqlite` API that the engine is written to. */
export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export interface Statement {
  run(...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  get(...values: Value[]): unknown
  all(...values: Value[]): unknown[]
}

export type Value = null | number | string

type Driver = new (path: string) => Database

/**
 * Opens a database file with the SQLite that Node has built in, or, before Node 22.13, with a drop-in of the same API
 * whose binary ships inside its package.
 */
export async function openDatabase(path: string): Promise<Database> {
  const Driver = await builtIn()
  if (Driver) return new Driver(path)
  const { DatabaseSync } = await import('@photostructure/sqlite')
  return new DatabaseSync(path) as Database
}

async function builtIn(): Promise<Driver | undefined> {
  const emitWarning = process.emitWarning
  // Node 22 and 24 call the module experimental on stderr; the part used here has been stable since it came.
  process.emitWarning = () => {}
  try {
    // A variable, since the types of the oldest supported Node do not know the module.
    const specifier = 'node:sqlite'
    const { DatabaseSync } = (await import(specifier)) as { DatabaseSync: Driver }
    return DatabaseSync
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The part of the `node:sqlite` API that is used here. */
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

let driver: Promise<Driver> | undefined

/**
 * Opens a database file with the SQLite that Node has built in, or, before Node 22.13, with a drop-in of the same API
 * whose binary ships inside its package.
 */
export async function openDatabase(path: string): Promise<Database> {
  driver ??= load()
  return new (await driver)(path)
}

async function load(): Promise<Driver> {
  // The types of the oldest supported Node know neither the function nor the module.
  const { getBuiltinModule } = process as { getBuiltinModule?: (id: string) => unknown }
  const builtIn = quietly(() => getBuiltinModule?.('node:sqlite')) as { DatabaseSync: Driver } | undefined
  if (builtIn) return builtIn.DatabaseSync
  return (await import('@photostructure/sqlite')).DatabaseSync as unknown as Driver
}

/** Some releases of Node call their SQLite experimental on stderr; the part used here has been stable since it came. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

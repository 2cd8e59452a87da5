import { close } from '../../../sqlite/close.js'
import type { Store } from '../store.js'
import { accounts } from './accounts.js'
import { answers } from './answers.js'
import { conversations } from './conversations.js'
import { files } from './files.js'
import { messages } from './messages.js'
import { open } from './open.js'
import { purge } from './purge.js'
import { Session } from './session.js'

/**
 * The embedded engine: one SQLite file in WAL mode, every commit on disk before `transaction` returns.
 * @param path the database's file, or `:memory:` for one that goes with the process
 * @throws StoreError
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const db = await open(path)
  const session = new Session(db)
  const people = accounts(session)
  const kept = files(session)
  const spoken = messages(session, people.nameOf, kept.fileOf)
  return {
    ...people,
    ...kept,
    ...answers(session),
    ...spoken,
    ...conversations(session, spoken.lastMessage),
    transaction: (work) => session.transaction(work),
    purge: purge(session),
    close: () => close(db),
  }
}

import { join } from 'node:path'
import { hashToken } from '../src/server/codes.js'
import { openSqliteStore } from '../src/server/store/sqlite/sqlite-store.js'

/** Who logs in, and to how many people each of them writes. */
export interface Cast {
  readonly senders: number
  readonly readersEach: number
}

export const senderName = (sender: number): string => `sender${sender}`

/** What opens the session of a sender. */
export const tokenOf = (sender: number): string => `token${sender}`

/** A sender's readers are its own: each pair is a conversation of its own. */
export const readerName = (sender: number, reader: number): string => `reader${sender}.${reader}`

/** Makes a reference server's data with the accounts, their tokens and their conversations, all in one go. */
export async function seed(data: string, { senders, readersEach }: Cast): Promise<void> {
  const store = await openSqliteStore(join(data, 'pychat.db'))
  const at = Date.now()
  const account = (name: string) => store.createAccount({ name, passwordHash: 'none', at })!.id
  store.transaction(() => {
    for (let s = 0; s < senders; s++) {
      const sender = account(senderName(s))
      const token = { hash: hashToken(tokenOf(s)), account: sender, expires: at + 24 * 3600_000 }
      store.addToken({ ...token, now: at, most: 1 })
      for (let r = 0; r < readersEach; r++) store.openPrivate(sender, account(readerName(s, r)))
    }
  })
  store.close()
}

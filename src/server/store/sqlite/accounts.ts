import type { Account, Store } from '../store.js'
import { Cache } from './cache.js'
import type { Session } from './session.js'

type Accounts = Pick<
  Store,
  | 'createAccount'
  | 'findAccount'
  | 'passwordHash'
  | 'setPasswordHash'
  | 'addToken'
  | 'findToken'
  | 'revokeToken'
  | 'revokeTokens'
  | 'addContact'
  | 'removeContact'
  | 'contacts'
  | 'contactOf'
> & {
  /** The name of an account by its id. */
  nameOf(account: number): string
}

/** Accounts, their tokens and their contacts. */
export function accounts(session: Session): Accounts {
  const insert = session.prepare(
    'INSERT INTO account (name, password, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const byName = session.prepare('SELECT id, name FROM account WHERE name = ?')
  const byId = session.prepare('SELECT name FROM account WHERE id = ?')
  const getPassword = session.prepare('SELECT password FROM account WHERE id = ?')
  const setPassword = session.prepare('UPDATE account SET password = ? WHERE id = ?')
  const insertToken = session.prepare('INSERT INTO token (hash, account, expires) VALUES (?, ?, ?)')
  const dropTokens = session.prepare(
    `DELETE FROM token WHERE account = ?1 AND (expires <= ?2 OR id NOT IN
       (SELECT id FROM token WHERE account = ?1 ORDER BY id DESC LIMIT ?3))`,
  )
  const byToken = session.prepare(
    'SELECT a.id, a.name FROM token t JOIN account a ON a.id = t.account WHERE t.hash = ? AND t.expires > ?',
  )
  const deleteToken = session.prepare('DELETE FROM token WHERE hash = ?')
  const deleteTokens = session.prepare('DELETE FROM token WHERE account = ? AND hash IS NOT ?')
  const insertContact = session.prepare(
    'INSERT INTO contact (owner, contact) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const deleteContact = session.prepare('DELETE FROM contact WHERE owner = ? AND contact = ?')
  const selectContacts = session.prepare(
    'SELECT a.id, a.name FROM contact c JOIN account a ON a.id = c.contact WHERE c.owner = ? ORDER BY a.name',
  )
  const selectOwners = session.prepare('SELECT owner FROM contact WHERE contact = ?')

  // Accounts are never renamed nor deleted, so what was found once stays true.
  const found = new Cache<string, Account>(session)
  const names = new Cache<number, string>(session)

  return {
    createAccount({ name, passwordHash, at }) {
      const { changes, lastInsertRowid } = insert.run(name, passwordHash, at)
      return changes ? { id: Number(lastInsertRowid), name } : undefined
    },
    findAccount(name) {
      return found.get(name) ?? found.keep(plain(byName.get(name)), (account) => account.name)
    },
    nameOf(account) {
      return names.get(account) ?? names.keep((byId.get(account) as { name: string }).name, () => account)
    },
    passwordHash(account) {
      return (getPassword.get(account) as { password: string }).password
    },
    setPasswordHash(account, passwordHash) {
      setPassword.run(passwordHash, account)
    },
    addToken({ hash, account, expires, now, most }) {
      dropTokens.run(account, now, Math.max(0, most - 1))
      insertToken.run(hash, account, expires)
    },
    findToken(hash, now) {
      return plain(byToken.get(hash, now))
    },
    revokeToken(hash) {
      deleteToken.run(hash)
    },
    revokeTokens(account, except) {
      deleteTokens.run(account, except ?? null)
    },
    addContact(owner, contact) {
      return insertContact.run(owner, contact).changes > 0
    },
    removeContact(owner, contact) {
      return deleteContact.run(owner, contact).changes > 0
    },
    contacts(owner) {
      return selectContacts.all(owner) as Account[]
    },
    contactOf(contact) {
      return (selectOwners.all(contact) as { owner: number }[]).map(({ owner }) => owner)
    },
  }
}

/** A row as an object of our own: what a driver makes takes several times its memory, and accounts are kept. */
function plain(row: unknown): Account | undefined {
  if (row === undefined) return undefined
  const { id, name } = row as Account
  return { id, name }
}

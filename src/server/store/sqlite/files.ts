import type { FileFacts, FileId, Store, StoredMessage } from '../store.js'
import type { Session } from './session.js'

type Files = Pick<Store, 'addFile' | 'findFile' | 'deleteFile' | 'usedBytes' | 'hasFile'> & {
  /** What a message tells of its file. */
  fileOf(file: FileId): StoredMessage['file']
}

/** What is known of files; their bytes are not in the database. */
export function files(session: Session): Files {
  const insert = session.prepare(
    `INSERT INTO file (code, conversation, sender, name, size, mime, sha256, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byId = session.prepare('SELECT code, name, size, mime FROM file WHERE id = ?')
  const byCode = session.prepare(
    `SELECT code, name, size, mime, sha256 FROM file WHERE code = ? AND deleted = 0 AND conversation IN (?, ?)`,
  )
  const markDeleted = session.prepare(
    'UPDATE file SET deleted = 1 WHERE code = ? AND sender = ? AND deleted = 0',
  )
  const sum = session.prepare(
    'SELECT coalesce(sum(size), 0) AS used FROM file WHERE sender = ? AND deleted = 0',
  )
  const kept = session.prepare('SELECT 1 FROM file WHERE code = ? AND deleted = 0')

  return {
    fileOf(file) {
      return byId.get(file) as StoredMessage['file']
    },
    addFile({ code, conversation, sender, name, size, mime, sha256, at }) {
      return Number(insert.run(code, conversation, sender, name, size, mime, sha256, at).lastInsertRowid)
    },
    findFile(code, [one, other]) {
      return byCode.get(code, one ?? null, other ?? null) as FileFacts | undefined
    },
    deleteFile(code, sender) {
      return markDeleted.run(code, sender).changes > 0
    },
    usedBytes(account) {
      return (sum.get(account) as { used: number }).used
    },
    hasFile(code) {
      return kept.get(code) !== undefined
    },
  }
}

import type { Session } from './session.js'

const SLICE = 1000

/** Deletes what a deleted group's messages take, a slice a call, so that a large group holds nobody up. */
export function purge(session: Session): () => boolean {
  const next = session.prepare('SELECT conversation FROM purge LIMIT 1')
  const deleteSlice = session.prepare(
    'DELETE FROM message WHERE id IN (SELECT id FROM message WHERE conversation = ? LIMIT ?)',
  )
  const done = session.prepare('DELETE FROM purge WHERE conversation = ?')

  return () => {
    const row = next.get() as { conversation: number } | undefined
    if (!row) return false
    session.transaction(() => {
      const { changes } = deleteSlice.run(row.conversation, SLICE)
      if (changes < SLICE) done.run(row.conversation)
    })
    return true
  }
}

import type { KeptAnswer, Store } from '../store.js'
import type { Session } from './session.js'

/** Old answers that each new one takes along: more than come, so that none stays for good. */
const SWEPT = 4

/** Answers that are kept under the keys of their requests. */
export function answers(session: Session): Pick<Store, 'findAnswer' | 'keepAnswer'> {
  const byKey = session.prepare('SELECT request, answer FROM answer WHERE account = ? AND key = ? AND at > ?')
  const getLast = session.prepare('SELECT max(seq) AS last FROM answer WHERE account = ?')
  const insert = session.prepare(
    'INSERT OR REPLACE INTO answer (account, seq, key, request, answer, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const dropFirst = session.prepare('DELETE FROM answer WHERE account = ? AND seq <= ?')
  const sweep = session.prepare(
    `DELETE FROM answer WHERE id IN (SELECT id FROM answer ORDER BY id LIMIT ${SWEPT}) AND at <= ?`,
  )

  return {
    findAnswer(account, key, since) {
      return byKey.get(account, key, since) as KeptAnswer | undefined
    },
    keepAnswer({ account, key, request, answer, at, since, most }) {
      const { last } = getLast.get(account) as { last: number | null }
      const seq = (last ?? 0) + 1
      insert.run(account, seq, key, request, answer, at)
      if (seq > most) dropFirst.run(account, seq - most)
      sweep.run(since)
    },
  }
}

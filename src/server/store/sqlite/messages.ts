import type { AccountId, ConversationId, FileId, MessageId, Store, StoredMessage } from '../store.js'
import type { Session } from './session.js'

type Messages = Pick<
  Store,
  | 'append'
  | 'unfetched'
  | 'settle'
  | 'unread'
  | 'inbox'
  | 'since'
  | 'privateHistory'
  | 'groupHistory'
  | 'lastMessage'
>

interface Row {
  readonly id: MessageId
  readonly sender: AccountId
  readonly at: number
  readonly text: string
  readonly file: FileId | null
  readonly code: string | null
}

/** A reader's place in one conversation. `role` is null where it is private. */
interface Place {
  readonly conversation: ConversationId
  readonly role: string | null
  readonly since: MessageId
  readonly cursor: MessageId
}

const BEYOND = Number.MAX_SAFE_INTEGER

/**
 * Messages and the cursors of those who read them.
 * @param nameOf the name of an account
 * @param fileOf what a message tells of its file
 */
export function messages(
  session: Session,
  nameOf: (account: AccountId) => string,
  fileOf: (file: FileId) => StoredMessage['file'],
): Messages {
  const insert = session.prepare(
    'INSERT INTO message (id, conversation, sender, at, text, file) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const columns = `m.id, m.sender, m.at, m.text, m.file,
    (SELECT code FROM conversation WHERE id = m.conversation) AS code`
  const byId = session.prepare(`SELECT ${columns} FROM message m WHERE m.id = ?`)
  const place = session.prepare(
    'SELECT conversation, role, since, cursor FROM reader WHERE account = ? AND conversation = ?',
  )
  const places = session.prepare('SELECT conversation, role, since, cursor FROM reader WHERE account = ?')
  // In a private conversation all that is there is the reader's to read; in a group all but its own.
  const forward = session.prepare(
    `SELECT ${columns} FROM message m WHERE m.conversation = ? AND m.id > ? AND m.sender <> ? ORDER BY m.id LIMIT ?`,
  )
  const forwardIds = session.prepare(
    'SELECT id FROM message WHERE conversation = ? AND id > ? AND id < ? AND sender <> ? ORDER BY id LIMIT ?',
  )
  const backward = session.prepare(
    `SELECT ${columns} FROM message m WHERE m.conversation = ? AND m.id < ? AND m.id > ? ORDER BY m.id DESC LIMIT ?`,
  )
  const newest = session.prepare('SELECT max(id) AS id FROM message WHERE conversation = ?')
  const moveCursor = session.prepare(
    'UPDATE reader SET cursor = ?3 WHERE account = ?1 AND conversation = ?2 AND cursor < ?3',
  )
  const countPrivate = session.prepare(
    `SELECT count(*) AS n FROM reader r CROSS JOIN message m ON m.conversation = r.conversation AND m.id > r.cursor
     WHERE r.account = ? AND r.role IS NULL`,
  )
  const countGroups = session.prepare(
    `SELECT count(*) AS n FROM reader r CROSS JOIN message m ON m.conversation = r.conversation AND m.id > r.cursor
     WHERE r.account = ? AND r.role IS NOT NULL AND m.sender <> r.account`,
  )
  const byPair = session.prepare('SELECT id FROM conversation WHERE sender = ? AND reader = ?')
  const highest = session.prepare(
    'SELECT max((SELECT id FROM floor), coalesce((SELECT max(id) FROM message), 0)) AS id',
  )

  let committed = (highest.get() as { id: number }).id
  let last = committed
  session.onCommit(() => {
    committed = last
  })
  session.onRollback(() => {
    last = committed
  })

  /** Whose messages a reader does not get: its own in a group, nobody's in private. */
  const leftOut = (role: string | null, reader: AccountId) => (role === null ? 0 : reader)

  function toMessage(row: Row): StoredMessage {
    return {
      id: row.id,
      from: nameOf(row.sender),
      text: row.text,
      at: row.at,
      ...(row.code === null ? {} : { group: row.code }),
      ...(row.file === null ? {} : { file: fileOf(row.file)! }),
    }
  }

  /** The oldest messages behind a floor of each conversation, merged. */
  function collect(reader: AccountId, floorOf: (place: Place) => MessageId, most: number): StoredMessage[] {
    let ids: number[] = []
    let before = BEYOND
    for (const here of places.all(reader) as Place[]) {
      const more = forwardIds.all(here.conversation, floorOf(here), before, leftOut(here.role, reader), most)
      if (more.length === 0) continue
      ids.push(...(more as { id: number }[]).map(({ id }) => id))
      if (ids.length > most) {
        ids = ids.sort((a, b) => a - b).slice(0, most)
        before = ids.at(-1)!
      }
    }
    return ids.sort((a, b) => a - b).map((id) => toMessage(byId.get(id) as Row))
  }

  const readBack = (
    conversation: ConversationId | undefined,
    before: MessageId,
    since: MessageId,
    most: number,
  ) => (conversation === undefined ? [] : (backward.all(conversation, before, since, most) as Row[]))

  const pair = (sender: AccountId, reader: AccountId) =>
    (byPair.get(sender, reader) as { id: ConversationId } | undefined)?.id

  return {
    append({ conversation, sender, at, text, file }) {
      last++
      insert.run(last, conversation, sender, at, text, file ?? null)
      return last
    },
    unfetched(conversation, reader, most, characters) {
      const here = place.get(reader, conversation) as Place | undefined
      if (!here) return { messages: [], upTo: undefined }
      const rows = forward.all(conversation, here.cursor, leftOut(here.role, reader), most) as Row[]
      let taken = 0
      for (let held = 0; taken < rows.length && held < characters; taken++) held += rows[taken]!.text.length
      // At the end of the conversation the cursor steps over the reader's own as well, lest they be read again.
      const end = rows.length < most && taken === rows.length
      const upTo = end ? (newest.get(conversation) as { id: number | null }).id : rows[taken - 1]!.id
      return {
        messages: rows.slice(0, taken).map(toMessage),
        upTo: upTo !== null && upTo > here.cursor ? upTo : undefined,
      }
    },
    settle(conversation, reader, upTo) {
      moveCursor.run(reader, conversation, upTo)
    },
    unread(reader) {
      return [countPrivate, countGroups]
        .map((count) => (count.get(reader) as { n: number }).n)
        .reduce((sum, n) => sum + n)
    },
    inbox(reader, most) {
      return collect(reader, ({ cursor }) => cursor, most)
    },
    since(reader, after, most) {
      return collect(reader, ({ since }) => Math.max(since, after), most)
    },
    privateHistory(one, other, before, most) {
      const rows = readBack(pair(one, other), before, 0, most)
      if (one !== other) rows.push(...readBack(pair(other, one), before, 0, most))
      return rows
        .sort((a, b) => b.id - a.id)
        .slice(0, most)
        .map(toMessage)
    },
    groupHistory(group, reader, before, most) {
      const since = (place.get(reader, group) as Place | undefined)?.since ?? BEYOND
      return readBack(group, before, since, most).map(toMessage)
    },
    lastMessage() {
      return last
    },
  }
}

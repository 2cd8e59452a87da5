import type { AccountId, ConversationId, Group, Member, Membership, Role, Store } from '../store.js'
import { Cache } from './cache.js'
import type { Session } from './session.js'

type Conversations = Pick<
  Store,
  | 'createGroup'
  | 'findGroup'
  | 'role'
  | 'addMember'
  | 'removeMember'
  | 'members'
  | 'memberIds'
  | 'groups'
  | 'findPrivate'
  | 'openPrivate'
>

/**
 * Who reads and writes where: groups and their members, and the private conversations.
 * @param lastMessage the id of the newest message, from which a new member reads on
 */
export function conversations(session: Session, lastMessage: () => number): Conversations {
  const insertGroup = session.prepare('INSERT INTO conversation (code, title, at) VALUES (?, ?, ?)')
  const byCode = session.prepare('SELECT id, code, title FROM conversation WHERE code = ?')
  const codeOf = session.prepare('SELECT code FROM conversation WHERE id = ?')
  const insertReader = session.prepare(
    'INSERT INTO reader (conversation, account, role, since, cursor) VALUES (?1, ?2, ?3, ?4, ?4)',
  )
  const selectRole = session.prepare('SELECT role FROM reader WHERE account = ? AND conversation = ?')
  const setAdmin = session.prepare("UPDATE reader SET role = 'admin' WHERE account = ? AND conversation = ?")
  const deleteReader = session.prepare('DELETE FROM reader WHERE account = ? AND conversation = ?')
  const selectMembers = session.prepare(
    `SELECT a.id, a.name, r.role FROM reader r JOIN account a ON a.id = r.account
     WHERE r.conversation = ? ORDER BY r.seq`,
  )
  const selectMemberIds = session.prepare('SELECT account FROM reader WHERE conversation = ? ORDER BY seq')
  const successor = session.prepare(
    `SELECT a.id, a.name, EXISTS (SELECT 1 FROM reader WHERE conversation = ?1 AND role = 'admin') AS led
     FROM reader r JOIN account a ON a.id = r.account WHERE r.conversation = ?1 ORDER BY r.seq LIMIT 1`,
  )
  const filesOf = session.prepare('SELECT code FROM file WHERE conversation = ? AND deleted = 0')
  const deleteFiles = session.prepare('DELETE FROM file WHERE conversation = ?')
  const deleteConversation = session.prepare('DELETE FROM conversation WHERE id = ?')
  const insertPurge = session.prepare('INSERT INTO purge VALUES (?)')
  const raiseFloor = session.prepare('UPDATE floor SET id = ?')
  const selectGroups = session.prepare(
    `SELECT c.code, c.title, r.role,
       (SELECT count(*) FROM reader WHERE conversation = c.id) AS members,
       (SELECT count(*) FROM message WHERE conversation = c.id AND id > r.cursor AND sender <> r.account) AS unread
     FROM reader r JOIN conversation c ON c.id = r.conversation
     WHERE r.account = ? AND r.role IS NOT NULL ORDER BY r.seq`,
  )
  const byPair = session.prepare('SELECT id FROM conversation WHERE sender = ? AND reader = ?')
  const insertPair = session.prepare('INSERT INTO conversation (sender, reader, at) VALUES (?, ?, 0)')

  const privates = new Cache<string, ConversationId>(session)
  const groupsByCode = new Cache<string, Group>(session)
  const memberIds = new Cache<ConversationId, readonly AccountId[]>(session)

  function deleteGroup(group: ConversationId): string[] {
    groupsByCode.delete((codeOf.get(group) as { code: string }).code)
    const files = (filesOf.all(group) as { code: string }[]).map(({ code }) => code)
    deleteFiles.run(group)
    deleteConversation.run(group)
    insertPurge.run(group)
    raiseFloor.run(lastMessage())
    return files
  }

  function findPrivate(sender: AccountId, reader: AccountId): ConversationId | undefined {
    const key = `${sender} ${reader}`
    const there = privates.get(key)
    if (there !== undefined) return there
    return privates.keep((byPair.get(sender, reader) as { id: ConversationId } | undefined)?.id, () => key)
  }

  return {
    createGroup({ code, title, creator, at }) {
      const id = Number(insertGroup.run(code, title, at).lastInsertRowid)
      insertReader.run(id, creator, 'admin', lastMessage())
      return { id, code, title }
    },
    findGroup(code) {
      return (
        groupsByCode.get(code) ??
        groupsByCode.keep(byCode.get(code) as Group | undefined, (group) => group.code)
      )
    },
    role(group, account) {
      return (selectRole.get(account, group) as { role: Role } | undefined)?.role
    },
    addMember(group, account) {
      memberIds.delete(group)
      insertReader.run(group, account, 'member', lastMessage())
    },
    removeMember(group, account) {
      memberIds.delete(group)
      deleteReader.run(account, group)
      const next = successor.get(group) as { id: number; name: string; led: number } | undefined
      if (!next) return { files: deleteGroup(group) }
      if (next.led) return { files: [] }
      setAdmin.run(next.id, group)
      return { promoted: { id: next.id, name: next.name }, files: [] }
    },
    members(group) {
      return selectMembers.all(group) as Member[]
    },
    memberIds(group) {
      const there = memberIds.get(group)
      if (there) return there
      const rows = selectMemberIds.all(group) as { account: AccountId }[]
      return memberIds.keep(
        rows.map(({ account }) => account),
        () => group,
      )
    },
    groups(account) {
      return selectGroups.all(account) as Membership[]
    },
    findPrivate,
    openPrivate(sender, reader) {
      const there = findPrivate(sender, reader)
      if (there !== undefined) return there
      const id = Number(insertPair.run(sender, reader).lastInsertRowid)
      insertReader.run(id, reader, null, 0)
      return id
    },
  }
}

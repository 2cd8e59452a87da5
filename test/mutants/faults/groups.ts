// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const HANDLERS = 'src/server/handlers'
const INVITE = `${HANDLERS}/group-invite.ts`
const CONVERSATIONS = 'src/server/store/sqlite/conversations.ts'
const MESSAGES = 'src/server/store/sqlite/messages.ts'
const CODES = 'src/server/codes.ts'

/** Who is in a group, who leads it, and who hears what: GROUP-1, GROUP-2, GROUP-3, CHAT-5. */
export const groups: readonly Mutant[] = [
  {
    name: 'group-codes-count-up',
    fault: 'numbers its groups, so that anybody guesses the code of the next',
    clause: 'GROUP-1',
    edits: [
      {
        file: CODES,
        find: 'export const newCode = (): string => random(12)',
        replace: 'let codes = 0\nexport const newCode = (): string => String(++codes)',
      },
    ],
  },
  {
    name: 'group-codes-count-up-in-disguise',
    fault: 'numbers its groups, and hides it behind zeros',
    clause: 'GROUP-1',
    edits: [
      {
        file: CODES,
        find: 'export const newCode = (): string => random(12)',
        replace: "let codes = 0\nexport const newCode = (): string => String(++codes).padStart(12, '0')",
      },
    ],
  },
  {
    name: 'short-group-codes',
    fault: 'makes codes of 30 bits for groups',
    clause: 'GROUP-1',
    edits: [{ file: CODES, find: 'random(12)', replace: 'random(6)' }],
  },
  {
    name: 'creator-is-no-admin',
    fault: 'makes who creates a group a member like any other',
    clause: 'GROUP-1',
    edits: [
      {
        file: CONVERSATIONS,
        find: "creator, 'admin', lastMessage()",
        replace: "creator, 'member', lastMessage()",
      },
    ],
  },
  {
    name: 'creator-is-no-member',
    fault: 'creates a group without its creator',
    clause: 'GROUP-1',
    edits: [
      { file: CONVERSATIONS, find: "insertReader.run(id, creator, 'admin', lastMessage())", replace: '' },
    ],
  },
  {
    name: 'members-invite',
    fault: 'lets any member invite',
    clause: 'GROUP-2',
    edits: [{ file: INVITE, find: "if (member.role !== 'admin')", replace: 'if (!member.role)' }],
  },
  {
    name: 'anybody-invites',
    fault: 'lets anybody who knows the code invite',
    clause: 'GROUP-2',
    edits: [
      {
        file: INVITE,
        find: "import { memberOf } from '../membership.js'",
        replace: "import { groupOf } from '../membership.js'",
      },
      {
        file: INVITE,
        find: 'const member = memberOf(context, code)',
        replace: 'const member = groupOf(context, code)',
      },
      {
        file: INVITE,
        find: "  if (member.role !== 'admin') return new Refusal('not-admin')\n  const { group } = member\n",
        replace: '  const group = member\n',
      },
    ],
  },
  {
    name: 'one-bad-name-rejects-all',
    fault: 'adds nobody when one of the names cannot be added',
    clause: 'GROUP-2',
    edits: [
      {
        file: INVITE,
        find: '  for (const name of names) {\n',
        replace:
          "  if (names.some((name) => !store.findAccount(name))) return new Refusal('unknown-user')\n  for (const name of names) {\n",
      },
    ],
  },
  {
    name: 'invites-up-to-the-first-bad-name',
    fault: 'stops at the first name that cannot be added',
    clause: 'GROUP-2',
    edits: [
      {
        file: INVITE,
        find: '  for (const name of names) {\n',
        replace: '  for (const name of names) {\n    if (rejected.length > 0) break\n',
      },
    ],
  },
  {
    name: 'rejected-names-untold',
    fault: 'does not tell which names it could not add',
    clause: 'GROUP-2',
    edits: [{ file: INVITE, find: 'return { added, rejected }', replace: 'return { added, rejected: [] }' }],
  },
  {
    name: 'name-twice-told-once',
    fault: 'drops a name that is given twice instead of telling it',
    clause: 'GROUP-2',
    edits: [
      { file: INVITE, find: 'for (const name of names) {', replace: 'for (const name of new Set(names)) {' },
    ],
  },
  {
    name: 'success-to-none-added',
    fault: 'answers success where nobody could be added',
    clause: 'GROUP-2',
    edits: [{ file: INVITE, find: 'if (added.length === 0) {', replace: 'if (names.length === 0) {' }],
  },
  {
    name: 'invited-is-no-member',
    fault: 'tells the invited as added and waits for them to join',
    clause: 'GROUP-2',
    edits: [{ file: INVITE, find: 'store.addMember(group.id, user.id)', replace: '' }],
  },
  {
    name: 'invited-is-admin',
    fault: 'makes the invited admins too',
    clause: 'GROUP-2',
    edits: [
      {
        file: CONVERSATIONS,
        find: "account, 'member', lastMessage()",
        replace: "account, 'admin', lastMessage()",
      },
    ],
  },
  {
    name: 'no-succession',
    fault: 'leaves a group without an admin when its admin leaves',
    clause: 'GROUP-3',
    edits: [{ file: CONVERSATIONS, find: 'setAdmin.run(next.id, group)', replace: '' }],
  },
  {
    name: 'newest-succeeds',
    fault: 'makes the newest member admin when the last admin leaves',
    clause: 'GROUP-3',
    edits: [
      {
        file: CONVERSATIONS,
        find: 'r.conversation = ?1 ORDER BY r.seq LIMIT 1',
        replace: 'r.conversation = ?1 ORDER BY r.seq DESC LIMIT 1',
      },
    ],
  },
  {
    name: 'oldest-account-succeeds',
    fault: 'makes the oldest account admin when the last admin leaves, not the longest-standing member',
    clause: 'GROUP-3',
    edits: [
      {
        file: CONVERSATIONS,
        find: 'r.conversation = ?1 ORDER BY r.seq LIMIT 1',
        replace: 'r.conversation = ?1 ORDER BY a.id LIMIT 1',
      },
    ],
  },
  {
    name: 'all-succeed',
    fault: 'makes all members admins when the last admin leaves',
    clause: 'GROUP-3',
    edits: [
      {
        file: CONVERSATIONS,
        find: "UPDATE reader SET role = 'admin' WHERE account = ? AND conversation = ?",
        replace: "UPDATE reader SET role = 'admin' WHERE ? AND conversation = ?",
      },
    ],
  },
  {
    name: 'succession-at-every-exit',
    fault: 'makes the longest-standing member admin whoever leaves',
    clause: 'GROUP-3',
    edits: [
      {
        file: CONVERSATIONS,
        find: "AND role = 'admin') AS led",
        replace: "AND role = 'admin' AND 0) AS led",
      },
      {
        file: CONVERSATIONS,
        find: 'r.conversation = ?1 ORDER BY r.seq LIMIT 1',
        replace: "r.conversation = ?1 ORDER BY r.role = 'admin', r.seq LIMIT 1",
      },
    ],
  },
  {
    name: 'empty-group-stays',
    fault: 'keeps a group whose last member has left',
    clause: 'GROUP-3',
    edits: [
      { file: CONVERSATIONS, find: 'return { files: deleteGroup(group) }', replace: 'return { files: [] }' },
    ],
  },
  {
    name: 'group-goes-with-its-admin',
    fault: 'deletes a group when its admin leaves',
    clause: 'GROUP-3',
    edits: [
      {
        file: CONVERSATIONS,
        find: 'setAdmin.run(next.id, group)',
        replace: 'return { files: deleteGroup(group) }',
      },
    ],
  },
  {
    name: 'anybody-sends-to-a-group',
    fault: 'takes messages to a group from who is no member',
    clause: 'CHAT-5',
    edits: [
      { file: `${HANDLERS}/chat-group-send.ts`, find: 'import { memberOf }', replace: 'import { groupOf }' },
      {
        file: `${HANDLERS}/chat-group-send.ts`,
        find: 'memberOf(context, code)',
        replace: 'groupOf(context, code)',
      },
      { file: `${HANDLERS}/chat-group-send.ts`, find: 'member.group)', replace: 'member)' },
    ],
  },
  {
    name: 'anybody-fetches-from-a-group',
    fault: 'answers a GET of a group to who is no member',
    clause: 'CHAT-5',
    edits: [
      { file: `${HANDLERS}/chat-group-get.ts`, find: 'import { memberOf }', replace: 'import { groupOf }' },
      {
        file: `${HANDLERS}/chat-group-get.ts`,
        find: 'memberOf(context, code)',
        replace: 'groupOf(context, code)',
      },
      { file: `${HANDLERS}/chat-group-get.ts`, find: 'member.group.id', replace: 'member.id' },
    ],
  },
  {
    name: 'own-messages-echoed',
    fault: "hands out a member's own messages to a group",
    clause: 'CHAT-5',
    edits: [{ file: MESSAGES, find: '(role === null ? 0 : reader)', replace: '0' }],
  },
  {
    name: 'own-messages-unread',
    fault: "counts a member's own messages to a group as unread",
    clause: 'CHAT-5',
    edits: [
      { file: CONVERSATIONS, find: ' AND sender <> r.account) AS unread', replace: ') AS unread' },
      { file: MESSAGES, find: ' AND m.sender <> r.account`', replace: '`' },
    ],
  },
  {
    name: 'messages-from-before-joining',
    fault: 'hands out to a new member what was sent before it joined',
    clause: 'CHAT-5',
    edits: [
      { file: CONVERSATIONS, find: "account, 'member', lastMessage()", replace: "account, 'member', 0" },
    ],
  },
  {
    name: 'history-from-before-joining',
    fault: 'shows a new member the history from before it joined',
    clause: 'CHAT-5',
    edits: [
      {
        file: MESSAGES,
        find: '(place.get(reader, group) as Place | undefined)?.since ?? BEYOND',
        replace: '0',
      },
    ],
  },
  {
    name: 'leaving-keeps-unread',
    fault: 'keeps what was unread for a member that leaves and comes back',
    clause: 'CHAT-5',
    edits: [
      {
        file: CONVERSATIONS,
        find: '  return {\n    createGroup',
        replace:
          "  const cursorOf = session.prepare('SELECT cursor FROM reader WHERE conversation = ? AND account = ?')\n  const left = new Map<string, number>()\n\n  return {\n    createGroup",
      },
      {
        file: CONVERSATIONS,
        find: "account, 'member', lastMessage()",
        replace: "account, 'member', left.get(`${group} ${account}`) ?? lastMessage()",
      },
      {
        file: CONVERSATIONS,
        find: '      deleteReader.run',
        replace:
          '      left.set(`${group} ${account}`, (cursorOf.get(group, account) as { cursor: number }).cursor)\n      deleteReader.run',
      },
    ],
  },
  {
    name: 'who-left-still-counts',
    fault: 'shows the messages of a group to who has left it',
    clause: 'CHAT-5',
    edits: [
      {
        file: CONVERSATIONS,
        find: 'deleteReader.run(account, group)',
        replace:
          'session.prepare("UPDATE reader SET role = \'\' WHERE account = ? AND conversation = ?").run(account, group)',
      },
    ],
  },
]

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const FETCH = 'src/server/fetch.ts'
const POST = 'src/server/post.ts'
const MESSAGES = 'src/server/store/sqlite/messages.ts'
const SEND = 'src/server/handlers/chat-private-send.ts'
const PRIVATE_HISTORY = 'src/server/handlers/chat-private-history.ts'

/** Messages and where they go: CHAT-1, CHAT-2, CHAT-4, CHAT-6. */
export const chat: readonly Mutant[] = [
  {
    name: 'away-means-lost',
    fault: 'drops a message to who is not logged in',
    clause: 'CHAT-1',
    edits: [
      {
        file: SEND,
        find: 'return user instanceof Refusal ? user : post(context, toUser(context, user.id), message)',
        replace:
          "if (user instanceof Refusal) return user\n  if (!context.hub.isOnline(user.id)) return { id: '1', at: new Date().toISOString() }\n  return post(context, toUser(context, user.id), message)",
      },
    ],
  },
  {
    name: 'away-means-refused',
    fault: 'refuses a message to who is not logged in',
    clause: 'CHAT-1',
    edits: [
      {
        file: SEND,
        find: 'return user instanceof Refusal ? user : post(context, toUser(context, user.id), message)',
        replace:
          "if (user instanceof Refusal) return user\n  if (!context.hub.isOnline(user.id)) return new Refusal('unknown-user')\n  return post(context, toUser(context, user.id), message)",
      },
    ],
  },
  {
    name: 'here-means-pushed',
    fault: 'keeps no message for who is logged in, whether it could be pushed or not',
    clause: 'CHAT-1',
    edits: [
      {
        file: SEND,
        find: 'return user instanceof Refusal ? user : post(context, toUser(context, user.id), message)',
        replace:
          "if (user instanceof Refusal) return user\n  if (context.hub.isOnline(user.id)) return { id: '1', at: new Date().toISOString() }\n  return post(context, toUser(context, user.id), message)",
      },
    ],
  },
  {
    name: 'fetched-again-and-again',
    fault: 'hands out at every GET what was fetched before',
    clause: 'CHAT-2',
    edits: [{ file: MESSAGES, find: 'moveCursor.run(reader, conversation, upTo)', replace: '' }],
  },
  {
    name: 'get-takes-all-conversations',
    fault: 'marks all conversations as fetched when one is',
    clause: 'CHAT-2',
    edits: [
      {
        file: MESSAGES,
        find: 'WHERE account = ?1 AND conversation = ?2 AND cursor < ?3',
        replace: 'WHERE account = ?1 AND ?2 AND cursor < ?3',
      },
      {
        file: MESSAGES,
        find: 'moveCursor.run(reader, conversation, upTo)',
        replace: 'moveCursor.run(reader, conversation, last)',
      },
    ],
  },
  {
    name: 'anyones-conversation',
    fault: 'hands out what the named user was sent by anybody',
    clause: 'CHAT-2',
    edits: [
      {
        file: 'src/server/handlers/chat-private-get.ts',
        find: 'return fetch(',
        replace:
          'const { store } = context\n  const spied = store.inbox(user.id, 500).filter(({ from }) => from !== context.session.account.name)\n  if (spied.length > 0) return spied.map(({ id, at, ...rest }) => ({ ...rest, id: String(id), at: String(at) }))\n  return fetch(',
      },
    ],
  },
  {
    name: 'batch-one-too-many',
    fault: 'hands out 501 messages in a reply',
    clause: 'CHAT-2',
    edits: [
      { file: FETCH, find: 'reader, BATCH_MESSAGES, REPLY', replace: 'reader, BATCH_MESSAGES + 1, REPLY' },
    ],
  },
  {
    name: 'batch-one-too-few',
    fault: 'hands out 499 messages in a reply where 500 wait',
    clause: 'CHAT-2',
    edits: [
      { file: FETCH, find: 'reader, BATCH_MESSAGES, REPLY', replace: 'reader, BATCH_MESSAGES - 1, REPLY' },
    ],
  },
  {
    name: 'rest-of-the-batch-lost',
    fault: 'marks as fetched what did not fit into the reply',
    clause: 'CHAT-2',
    edits: [
      {
        file: MESSAGES,
        find: 'const end = rows.length < most && taken === rows.length',
        replace: 'const end = true',
      },
    ],
  },
  {
    name: 'messages-in-memory',
    fault: 'keeps messages in memory, and loses them with the process',
    clause: 'CHAT-4',
    edits: [
      {
        file: MESSAGES,
        find: '  const insert = session.prepare(',
        replace:
          "  session.prepare('CREATE TEMP TABLE message AS SELECT * FROM main.message').run()\n  const insert = session.prepare(",
      },
    ],
  },
  {
    name: 'fetched-in-memory',
    fault: 'forgets with the process what was fetched',
    clause: 'CHAT-4',
    edits: [
      {
        file: MESSAGES,
        find: '  const insert = session.prepare(',
        replace:
          "  session.prepare('UPDATE reader SET cursor = since').run()\n  const insert = session.prepare(",
      },
    ],
  },
  {
    name: 'newest-first',
    fault: 'hands out the newest message first',
    clause: 'CHAT-4',
    edits: [
      {
        file: FETCH,
        find: 'return messages.map(toMessage)',
        replace: 'return messages.map(toMessage).reverse()',
      },
    ],
  },
  {
    name: 'sent-twice',
    fault: 'delivers each message twice',
    clause: 'CHAT-4',
    edits: [
      {
        file: POST,
        find: '  const id = store.append(',
        replace:
          '  store.append({ conversation: to.conversation, sender: sender.id, at: now, text })\n  const id = store.append(',
      },
    ],
  },
  {
    name: 'same-text-once',
    fault: 'takes the same text sent again for a repetition, and drops it',
    clause: 'CHAT-4',
    edits: [
      { file: POST, find: '/** Adds a message', replace: "let before = ''\n\n/** Adds a message" },
      {
        file: POST,
        find: '  const id = store.append(',
        replace:
          '  const same = `${to.conversation} ${sender.id} ${text}`\n  if (same === before) return { id: toId(store.lastMessage()), at: toTime(now) }\n  before = same\n  const id = store.append(',
      },
    ],
  },
  {
    name: 'an-order-for-each',
    fault: 'orders what members of a group get by chance',
    clause: 'CHAT-4',
    edits: [
      {
        file: FETCH,
        find: 'return messages.map(toMessage)',
        replace: 'return (reader % 2 ? messages : messages.reverse()).map(toMessage)',
      },
    ],
  },
  {
    name: 'history-oldest-first',
    fault: 'shows the history oldest first',
    clause: 'CHAT-4',
    edits: [
      { file: MESSAGES, find: '.sort((a, b) => b.id - a.id)', replace: '.sort((a, b) => a.id - b.id)' },
    ],
  },
  {
    name: 'history-of-one-side',
    fault: 'shows only what the other said in a history',
    clause: 'CHAT-4',
    edits: [
      {
        file: MESSAGES,
        find: 'const rows = readBack(pair(one, other), before, 0, most)',
        replace: 'const rows: Row[] = []',
      },
    ],
  },
  {
    name: 'history-before-inclusive',
    fault: 'repeats the message that a page of history is to end before',
    clause: 'CHAT-4',
    edits: [
      {
        file: MESSAGES,
        find: 'm.id < ? AND m.id > ? ORDER BY m.id DESC',
        replace: 'm.id <= ? AND m.id > ? ORDER BY m.id DESC',
      },
    ],
  },
  {
    name: 'history-limit-ignored',
    fault: 'shows all of a history, whatever the limit',
    clause: 'CHAT-4',
    edits: [{ file: PRIVATE_HISTORY, find: 'args.limit)', replace: '500)' }],
  },
  {
    name: 'history-fetches',
    fault: 'marks as fetched what a history shows',
    clause: 'CHAT-4',
    edits: [
      {
        file: PRIVATE_HISTORY,
        find: 'const { store, session } = context\n',
        replace:
          'const { store, session } = context\n  const read = store.findPrivate(user.id, session.account.id)\n  if (read !== undefined) store.settle(read, session.account.id, store.lastMessage())\n',
      },
    ],
  },
  {
    name: 'no-message-to-oneself',
    fault: 'refuses a message to oneself',
    clause: 'CHAT-6',
    edits: [
      {
        file: SEND,
        find: 'return user instanceof Refusal',
        replace:
          "if (name === context.session.account.name) return new Refusal('not-yourself')\n  return user instanceof Refusal",
      },
    ],
  },
  {
    name: 'to-oneself-never',
    fault: 'takes a message to oneself and never hands it out',
    clause: 'CHAT-6',
    edits: [{ file: MESSAGES, find: '(role === null ? 0 : reader)', replace: 'reader' }],
  },
  {
    name: 'to-oneself-twice',
    fault: 'hands out a message to oneself once as sent and once as received',
    clause: 'CHAT-6',
    edits: [
      {
        file: FETCH,
        find: 'return messages.map(toMessage)',
        replace:
          'return messages.flatMap((m) => (m.group === undefined && m.from === context.session.account.name ? [m, m] : [m])).map(toMessage)',
      },
    ],
  },
  {
    name: 'to-oneself-twice-in-history',
    fault: 'shows a message to oneself twice in the history',
    clause: 'CHAT-6',
    edits: [{ file: MESSAGES, find: 'if (one !== other) rows.push', replace: 'rows.push' }],
  },
]

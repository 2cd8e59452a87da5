// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const CONNECTION = 'src/server/connection.ts'
const HANDOUTS = 'src/server/handouts.ts'
const FETCH = 'src/server/fetch.ts'
const IS_LINE = "const isLine = typeof item === 'string' ||"

/** When what a GET handed out is settled, and what becomes of it before: CHAT-3. */
export const handOuts: readonly Mutant[] = [
  {
    name: 'settled-at-hand-out',
    fault: 'takes what a GET hands out for fetched at once, and loses it with the connection',
    clause: 'CHAT-3',
    edits: [
      {
        file: FETCH,
        find: 'if (messages.length > 0) handouts.open(context, { reader, conversation, upTo, at: now })\n    else store',
        replace: 'store',
      },
    ],
  },
  {
    name: 'settled-by-closing',
    fault: 'takes what was handed out for fetched when the connection closes orderly',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: 'return item ?? (this.#ended ? this.#departure() : undefined)',
        replace:
          'if (item === undefined && this.#ended) this.peer.handouts.settle(this.peer)\n    return item ?? (this.#ended ? this.#departure() : undefined)',
      },
    ],
  },
  {
    name: 'settled-by-a-reset',
    fault: 'takes what was handed out for fetched when the connection breaks',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: '    this.peer.handouts.release(this.peer)\n',
        replace:
          '    if (this.#urgent) this.peer.handouts.settle(this.peer)\n    this.peer.handouts.release(this.peer)\n',
      },
    ],
  },
  {
    name: 'settled-by-an-over-long-line',
    fault: 'takes what was handed out for fetched at an over-long line',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: "(item instanceof BadLine && item.fault !== 'too-long')\n    if",
        replace: 'item instanceof BadLine\n    if',
      },
    ],
  },
  {
    name: 'settled-by-half-a-line',
    fault: 'takes what was handed out for fetched when any byte comes',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: 'return item ?? (this.#ended ? this.#departure() : undefined)',
        replace:
          'if (this.#reader.isPartial) this.peer.handouts.settle(this.peer)\n    return item ?? (this.#ended ? this.#departure() : undefined)',
      },
    ],
  },
  {
    name: 'settled-by-another-get-alone',
    fault: 'takes what was handed out for fetched at the next GET alone',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: IS_LINE,
        replace: "const isLine = (typeof item === 'string' && item.includes('-GET')) ||",
      },
    ],
  },
  {
    name: 'not-settled-by-a-logout',
    fault: 'gives back at a logout what the GET before it handed out',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: IS_LINE,
        replace: "const isLine = (typeof item === 'string' && item !== 'AUTH-LOGOUT') ||",
      },
    ],
  },
  {
    name: 'not-settled-by-a-bad-line',
    fault: 'takes what was handed out for fetched only when the next request is a good one',
    clause: 'CHAT-3',
    edits: [
      {
        file: CONNECTION,
        find: IS_LINE,
        replace: "const isLine = (typeof item === 'string' && asksSomething(item)) ||",
      },
      {
        file: CONNECTION,
        find: 'function asksToUpload(',
        replace:
          "const asksSomething = (line: string) => isVerb(line.split(' ', 1)[0]!)\n\nfunction asksToUpload(",
      },
    ],
  },
  {
    name: 'settled-with-what-came-since',
    fault: 'takes for fetched what came between a GET and the next request too',
    clause: 'CHAT-3',
    edits: [
      {
        file: HANDOUTS,
        find: 'handout.reader, handout.upTo)',
        replace: 'handout.reader, this.#store.lastMessage())',
      },
    ],
  },
  {
    name: 'handed-to-two-sessions',
    fault: 'hands the same messages to two sessions at once',
    clause: 'CHAT-3',
    edits: [
      {
        file: HANDOUTS,
        find: 'return there !== undefined && now - there.at < HELD',
        replace: 'return false',
      },
    ],
  },
  {
    name: 'one-hand-out-an-account',
    fault: 'answers other conversations with nothing too while one is in hand',
    clause: 'CHAT-3',
    edits: [
      { file: HANDOUTS, find: '`${reader} ${conversation}`', replace: '`${reader} ${conversation && 0}`' },
    ],
  },
  {
    name: 'hand-out-never-given-back',
    fault: 'keeps in hand what a closed connection was handed',
    clause: 'CHAT-3',
    edits: [{ file: HANDOUTS, find: 'if (held) this.#open.delete(key)\n    return', replace: 'return' }],
  },
  {
    name: 'in-hand-counts-as-read',
    fault: 'leaves out what is in hand when it tells how much is unread',
    clause: 'CHAT-3',
    edits: [
      {
        file: FETCH,
        find: '/** Hands out',
        replace:
          '/** How many messages each account has in hand. */\nexport const inHand = new Map<number, number>()\n\n/** Hands out',
      },
      {
        file: FETCH,
        find: 'return messages.map(toMessage)',
        replace: 'inHand.set(reader, messages.length)\n  return messages.map(toMessage)',
      },
      {
        file: 'src/server/handlers/auth-login.ts',
        find: "import type { SlowHandler } from '../handler.js'",
        replace: "import { inHand } from '../fetch.js'\nimport type { SlowHandler } from '../handler.js'",
      },
      {
        file: 'src/server/handlers/auth-login.ts',
        find: 'unread: context.store.unread(account.id)',
        replace: 'unread: context.store.unread(account.id) - (inHand.get(account.id) ?? 0)',
      },
    ],
  },
  {
    name: 'groups-settled-at-hand-out',
    fault: "loses a group's messages when the connection breaks before the next request",
    clause: 'CHAT-3',
    edits: [
      {
        file: FETCH,
        find: 'if (messages.length > 0) handouts.open',
        replace: 'if (messages[0]?.group === undefined && messages.length > 0) handouts.open',
      },
    ],
  },
]

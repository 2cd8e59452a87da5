import type { Mutant } from '../mutant.js'

const MESSAGES = 'src/server/store/sqlite/messages.ts'
const NOTIF_GET = 'src/server/handlers/notif-get.ts'
const HUB = 'src/server/hub.ts'
const POST = 'src/server/post.ts'
const OUTBOX = 'src/server/outbox.ts'
const PEER = 'src/server/peer.ts'
const EMIT = "hub.emit(to.recipients(), { type: 'message', message }, sender.id)"

/** What is unread, what came since, and what is told unasked: NOTIF-1 to NOTIF-4. */
export const notifications: readonly Mutant[] = [
  {
    name: 'notif-fetches',
    fault: 'takes for fetched what NOTIF-GET shows',
    clause: 'NOTIF-1',
    edits: [
      {
        file: NOTIF_GET,
        find: 'store.inbox(session.account.id, BATCH_MESSAGES).map(toMessage)',
        replace:
          'store.inbox(session.account.id, BATCH_MESSAGES).map((message) => {\n    const conversation = store.findPrivate(store.findAccount(message.from)!.id, session.account.id)\n    if (conversation !== undefined) store.settle(conversation, session.account.id, message.id)\n    return toMessage(message)\n  })',
      },
    ],
  },
  {
    name: 'notif-without-groups',
    fault: 'shows only private messages at NOTIF-GET',
    clause: 'NOTIF-1',
    edits: [
      {
        file: NOTIF_GET,
        find: '.map(toMessage)',
        replace: '.filter(({ group }) => group === undefined).map(toMessage)',
      },
    ],
  },
  {
    name: 'notif-by-conversation',
    fault: 'shows what is unread conversation by conversation, not by age',
    clause: 'NOTIF-1',
    edits: [
      {
        file: NOTIF_GET,
        find: '.map(toMessage)',
        replace: ".sort((a, b) => (a.group ?? '').localeCompare(b.group ?? '')).map(toMessage)",
      },
    ],
  },
  {
    name: 'notif-newest',
    fault: 'shows the newest 500 at NOTIF-GET instead of the oldest',
    clause: 'NOTIF-1',
    edits: [
      {
        file: NOTIF_GET,
        find: 'session.account.id, BATCH_MESSAGES)',
        replace: 'session.account.id, 100_000).slice(-BATCH_MESSAGES)',
      },
    ],
  },
  {
    name: 'notif-without-limit',
    fault: 'shows all that is unread at NOTIF-GET, however much it is',
    clause: 'NOTIF-1',
    edits: [
      {
        file: NOTIF_GET,
        find: 'session.account.id, BATCH_MESSAGES)',
        replace: 'session.account.id, 100_000)',
      },
    ],
  },
  {
    name: 'notif-hides-what-is-in-hand',
    fault: 'leaves out at NOTIF-GET what another session has in hand',
    clause: 'NOTIF-1',
    edits: [
      { file: NOTIF_GET, find: '({ store, session })', replace: '({ store, session, handouts, now })' },
      {
        file: NOTIF_GET,
        find: '.map(toMessage)',
        replace:
          '.filter(({ from }) => !handouts.isHeld(session.account.id, store.findPrivate(store.findAccount(from)!.id, session.account.id) ?? 0, now)).map(toMessage)',
      },
    ],
  },
  {
    name: 'events-unasked',
    fault: 'writes events to sessions that never asked for them',
    clause: 'NOTIF-2',
    edits: [
      {
        file: HUB,
        find: 'return this.#add(this.#sessions, session)',
        replace: 'this.listen(session, true)\n    return this.#add(this.#sessions, session)',
      },
    ],
  },
  {
    name: 'events-after-off',
    fault: 'goes on with events after NOTIF-LISTEN off',
    clause: 'NOTIF-2',
    edits: [{ file: HUB, find: 'else this.#delete(this.#listeners, session)', replace: '' }],
  },
  {
    name: 'events-after-logout',
    fault: 'goes on with events after the session that asked for them has ended',
    clause: 'NOTIF-2',
    edits: [
      { file: HUB, find: '    this.#delete(this.#listeners, session)\n    return', replace: '    return' },
    ],
  },
  {
    name: 'events-to-the-sender',
    fault: 'tells the sender of a message about it',
    clause: 'NOTIF-2',
    edits: [{ file: POST, find: EMIT, replace: EMIT.replace(', sender.id', '') }],
  },
  {
    name: 'events-to-other-sessions-of-the-sender',
    fault: "tells the other sessions of a message's sender about it",
    clause: 'NOTIF-2',
    edits: [
      { file: POST, find: EMIT, replace: "hub.emit(to.recipients(), { type: 'message', message }, session)" },
      { file: HUB, find: 'account === except ? undefined : this', replace: 'this' },
      {
        file: HUB,
        find: 'for (const session of listeners) session',
        replace: 'for (const session of listeners) if (session !== except) session',
      },
    ],
  },
  {
    name: 'events-to-one-session',
    fault: 'tells one session of an account alone',
    clause: 'NOTIF-2',
    edits: [
      {
        file: HUB,
        find: 'for (const session of listeners) session',
        replace: 'for (const session of listeners.slice(0, 1)) session',
      },
    ],
  },
  {
    name: 'events-to-all',
    fault: "tells everybody who listens about a group's message",
    clause: 'NOTIF-2',
    edits: [
      {
        file: POST,
        find: EMIT,
        replace: EMIT.replace('to.recipients()', 'to.group === undefined ? to.recipients() : hub.everybody'),
      },
      {
        file: HUB,
        find: '  get listened(): boolean {',
        replace:
          '  get everybody() {\n    return [...this.#listeners.keys()]\n  }\n  get listened(): boolean {',
      },
    ],
  },
  {
    name: 'events-fetch',
    fault: 'takes for fetched what it has told by an event',
    clause: 'NOTIF-2',
    edits: [
      {
        file: POST,
        find: EMIT,
        replace: `${EMIT}\n    for (const reader of to.recipients()) store.settle(to.conversation, reader, id)`,
      },
    ],
  },
  {
    name: 'events-without-text',
    fault: 'leaves the text out of the event that tells of a message',
    clause: 'NOTIF-2',
    edits: [{ file: POST, find: '      text,\n      at: now,', replace: "      text: '',\n      at: now," }],
  },
  {
    name: 'second-session-is-news',
    fault: 'tells of presence at every login and logout, not of the first and the last',
    clause: 'NOTIF-2',
    edits: [
      { file: PEER, find: 'if (this.hub.enter(session)) this', replace: 'this.hub.enter(session)\n    this' },
      {
        file: PEER,
        find: 'if (this.hub.leave(session) && !silently) this',
        replace: 'this.hub.leave(session)\n    this',
      },
    ],
  },
  {
    name: 'presence-told-to-all',
    fault: 'tells everybody who listens who comes and goes, contacts or not',
    clause: 'NOTIF-2',
    edits: [
      { file: PEER, find: 'this.store.contactOf(id)', replace: 'this.hub.everybody' },
      {
        file: HUB,
        find: '  get listened(): boolean {',
        replace:
          '  get everybody() {\n    return [...this.#listeners.keys()]\n  }\n  get listened(): boolean {',
      },
    ],
  },
  {
    name: 'presence-told-to-own-contacts',
    fault: 'tells who comes and goes to their own contacts, not to those who have them as one',
    clause: 'NOTIF-2',
    edits: [
      {
        file: PEER,
        find: 'this.store.contactOf(id)',
        replace: 'this.store.contacts(id).map((contact) => contact.id)',
      },
    ],
  },
  {
    name: 'presence-without-going',
    fault: 'tells who comes and never who goes',
    clause: 'NOTIF-2',
    edits: [
      {
        file: PEER,
        find: 'if (this.hub.leave(session) && !silently) this',
        replace: 'if (this.hub.leave(session) && silently) this',
      },
    ],
  },
  {
    name: 'invited-hears-nothing',
    fault: 'tells the old members alone about who was invited',
    clause: 'NOTIF-2',
    edits: [
      {
        file: 'src/server/handlers/group-invite.ts',
        find: '    const members = store.memberIds(group.id)\n',
        replace:
          '    const members = store.memberIds(group.id).filter((id) => !added.some((name) => store.findAccount(name)!.id === id))\n',
      },
    ],
  },
  {
    name: 'succession-untold',
    fault: 'does not tell who has become admin',
    clause: 'NOTIF-2',
    edits: [
      {
        file: 'src/server/handlers/group-exit.ts',
        find: 'if (promoted) hub',
        replace: 'if (promoted && !promoted.id) hub',
      },
    ],
  },
  {
    name: 'any-state',
    fault: 'takes any word for on or off',
    clause: 'NOTIF-2',
    edits: [
      {
        file: 'src/protocol/codecs.ts',
        find: "raw === 'on' || raw === 'off' ? raw : undefined",
        replace: "raw === 'on' ? raw : 'off'",
      },
    ],
  },
  {
    name: 'lost-events-untold',
    fault: 'does not tell a slow listener that it lost events',
    clause: 'NOTIF-3',
    edits: [
      {
        file: OUTBOX,
        find: "if (this.#dropped === 0) return ''",
        replace: "if (this.#dropped >= 0) return ''",
      },
    ],
  },
  {
    name: 'slow-listener-cut-off',
    fault: 'breaks the connection to who is too slow to take its events',
    clause: 'NOTIF-3',
    edits: [
      { file: OUTBOX, find: 'if (this.full) this.#dropped++', replace: 'if (this.full) this.destroy()' },
    ],
  },
  {
    name: 'since-inclusive',
    fault: 'repeats at NOTIF-SINCE the message that it is to go on from',
    clause: 'NOTIF-4',
    edits: [
      { file: MESSAGES, find: 'Math.max(since, after), most)', replace: 'Math.max(since, after - 1), most)' },
    ],
  },
  {
    name: 'since-skips-one',
    fault: 'leaves out at NOTIF-SINCE the message right after the named one',
    clause: 'NOTIF-4',
    edits: [
      {
        file: MESSAGES,
        find: 'Math.max(since, after), most)',
        replace: 'Math.max(since, after && after + 1), most)',
      },
    ],
  },
  {
    name: 'since-without-what-was-fetched',
    fault: 'leaves out at NOTIF-SINCE what was fetched already',
    clause: 'NOTIF-4',
    edits: [
      {
        file: MESSAGES,
        find: '({ since }) => Math.max(since, after)',
        replace: '({ cursor }) => Math.max(cursor, after)',
      },
    ],
  },
  {
    name: 'since-limit-ignored',
    fault: 'shows all at NOTIF-SINCE, whatever the limit',
    clause: 'NOTIF-4',
    edits: [{ file: 'src/server/handlers/notif-since.ts', find: 'args.limit)', replace: '500)' }],
  },
  {
    name: 'since-newest',
    fault: 'shows the newest at NOTIF-SINCE where the limit leaves some out',
    clause: 'NOTIF-4',
    edits: [
      {
        file: 'src/server/handlers/notif-since.ts',
        find: 'args.limit).map',
        replace: '500).slice(-args.limit).map',
      },
    ],
  },
  {
    name: 'since-before-joining',
    fault: 'shows at NOTIF-SINCE what was said in a group before one joined',
    clause: 'NOTIF-4',
    edits: [{ file: MESSAGES, find: '({ since }) => Math.max(since, after)', replace: '() => after' }],
  },
]

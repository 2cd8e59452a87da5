import type { Mutant } from '../mutant.js'

const HANDLERS = 'src/server/handlers'
const PEER = 'src/server/peer.ts'
const HUB = 'src/server/hub.ts'
const CONNECTION = 'src/server/connection.ts'

/** When sessions end, and how many there may be: AUTH-4, AUTH-5. */
export const sessions: readonly Mutant[] = [
  {
    name: 'session-kept-after-logout',
    fault: 'answers a logout and keeps the session',
    clause: 'AUTH-4',
    edits: [{ file: `${HANDLERS}/auth-logout.ts`, find: 'context.end()', replace: '' }],
  },
  {
    name: 'logout-closes',
    fault: 'closes the connection at a logout',
    clause: 'AUTH-4',
    edits: [
      {
        file: CONNECTION,
        find: '  answer(verb: Verb, answer: unknown): void {\n',
        replace:
          "  answer(verb: Verb, answer: unknown): void {\n    if (verb === 'AUTH-LOGOUT') this.end()\n",
      },
    ],
  },
  {
    name: 'token-survives-logout',
    fault: 'leaves the token alone when the session that it opened logs out',
    clause: 'AUTH-4',
    edits: [
      {
        file: `${HANDLERS}/auth-logout.ts`,
        find: 'if (token !== undefined) context.store.revokeToken(token)',
        replace: '',
      },
    ],
  },
  {
    name: 'logout-revokes-all-tokens',
    fault: 'revokes all tokens of the account at a logout',
    clause: 'AUTH-4',
    edits: [
      {
        file: `${HANDLERS}/auth-logout.ts`,
        find: 'context.store.revokeToken(token)',
        replace: 'context.store.revokeTokens(context.session.account.id, undefined)',
      },
    ],
  },
  {
    name: 'closing-revokes-the-token',
    fault: 'revokes the token when the connection that it logged in closes',
    clause: 'AUTH-4',
    edits: [
      {
        file: CONNECTION,
        find: '    this.peer.end(silently)\n',
        replace:
          '    if (this.peer.session?.token !== undefined) this.peer.store.revokeToken(this.peer.session.token)\n    this.peer.end(silently)\n',
      },
    ],
  },
  {
    name: 'presence-never-cleared',
    fault: 'shows who has closed the connection as online for ever',
    clause: 'AUTH-4',
    edits: [{ file: CONNECTION, find: '    this.peer.end(silently)\n', replace: '' }],
  },
  {
    name: 'presence-kept-after-a-reset',
    fault: 'does not see that a broken connection has ended its session',
    clause: 'AUTH-4',
    edits: [
      { file: CONNECTION, find: '    this.#urgent = this.#departure()\n    this.end()\n', replace: '' },
    ],
  },
  {
    name: 'presence-cleared-by-the-first-to-go',
    fault: 'shows an account as offline when the first of its sessions ends',
    clause: 'AUTH-5',
    edits: [
      {
        file: HUB,
        find: 'const left = (of.get(id) ?? []).filter((other) => other !== session)',
        replace: 'const left: Session[] = []',
      },
    ],
  },
  {
    name: 'one-session-an-account',
    fault: 'refuses to log in an account that has a session',
    clause: 'AUTH-5',
    edits: [
      {
        file: `${HANDLERS}/auth-login.ts`,
        find: 'run(context, _args, account) {\n',
        replace:
          "run(context, _args, account) {\n    if (context.hub.isOnline(account.id)) return new Refusal('busy', 'logged in elsewhere')\n",
      },
    ],
  },
  {
    name: 'login-ends-the-session-before',
    fault: 'ends the session that an account has when it logs in again',
    clause: 'AUTH-5',
    edits: [
      {
        file: PEER,
        find: '/** One client as its handlers see it. */',
        replace: 'const BY_ACCOUNT = new Map<number, Peer>()\n',
      },
      {
        file: PEER,
        find: '    const session = { account, token, outbox: this.#outbox }\n',
        replace:
          '    BY_ACCOUNT.get(account.id)?.end()\n    BY_ACCOUNT.set(account.id, this)\n    const session = { account, token, outbox: this.#outbox }\n',
      },
    ],
  },
  {
    name: 'logout-ends-all-sessions',
    fault: 'ends all sessions of an account when one of them logs out',
    clause: 'AUTH-5',
    edits: [
      {
        file: PEER,
        find: '/** One client as its handlers see it. */',
        replace: 'const ALL = new Set<Peer>()\n',
      },
      {
        file: PEER,
        find: '    const session = { account, token, outbox: this.#outbox }\n',
        replace: '    ALL.add(this)\n    const session = { account, token, outbox: this.#outbox }\n',
      },
      {
        file: PEER,
        find: '    this.#become(undefined)\n',
        replace:
          '    this.#become(undefined)\n    for (const other of ALL) if (other.session?.account.id === session.account.id) other.end()\n',
      },
    ],
  },
  {
    name: 'an-inbox-a-session',
    fault: 'hands out to every session what another has fetched already',
    clause: 'AUTH-5',
    edits: [
      {
        file: 'src/server/fetch.ts',
        find: '/** Hands out',
        replace: 'const SEEN = new WeakSet<Session>()\n\n/** Hands out',
      },
      {
        file: 'src/server/fetch.ts',
        find: '  return messages.map(toMessage)',
        replace:
          '  const isNew = !SEEN.has(context.session)\n  SEEN.add(context.session)\n  return (isNew ? store.since(reader, 0, BATCH_MESSAGES) : messages).map(toMessage)',
      },
    ],
  },
]

import type { Mutant } from '../mutant.js'

const HANDLERS = 'src/server/handlers'
const CODECS = 'src/protocol/codecs.ts'
const SCHEMA = 'src/server/store/sqlite/schema.ts'
const ACCOUNTS = 'src/server/store/sqlite/accounts.ts'

/** Names, registering and logging in: AUTH-1, AUTH-2, AUTH-3, AUTH-8. */
export const accounts: readonly Mutant[] = [
  {
    name: 'groups-without-a-session',
    fault: 'answers GROUP-GET to who has no session',
    clause: 'AUTH-1',
    edits: [
      {
        file: 'src/server/gate.ts',
        find: "if (!hasSession && row.session !== 'none')",
        replace: "if (!hasSession && row.session !== 'none' && verb !== 'GROUP-GET')",
      },
      {
        file: `${HANDLERS}/group-get.ts`,
        find: '.groups(session.account.id)',
        replace: '.groups(session?.account.id ?? 0)',
      },
    ],
  },
  {
    name: 'no-advice-to-log-in',
    fault: 'does not say how to get a session',
    clause: 'AUTH-1',
    edits: [
      {
        file: 'src/protocol/refusals.ts',
        find: "'log in first with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER'",
        replace: "'no session'",
      },
    ],
  },
  {
    name: 'register-opens-a-session',
    fault: 'logs in whom it registers',
    clause: 'AUTH-2',
    edits: [
      {
        file: `${HANDLERS}/auth-register.ts`,
        find: 'run({ store, throttle, address, now }, { name }, passwordHash) {\n    if (!store.createAccount({ name, passwordHash, at: now })) return taken(name)',
        replace:
          'run(context, { name }, passwordHash) {\n    const { store, throttle, address, now } = context\n    const account = store.createAccount({ name, passwordHash, at: now })\n    if (!account) return taken(name)\n    context.open(account)',
      },
    ],
  },
  {
    name: 'register-overwrites',
    fault: 'gives a taken name to whoever registers it last',
    clause: 'AUTH-2',
    edits: [
      {
        file: `${HANDLERS}/auth-register.ts`,
        find: 'if (store.findAccount(name)) return taken(name)',
        replace: '',
      },
      {
        file: ACCOUNTS,
        find: "VALUES (?, ?, ?) ON CONFLICT DO NOTHING'",
        replace: "VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET password = excluded.password'",
      },
    ],
  },
  {
    name: 'mismatch-ignored',
    fault: 'does not compare the two passwords',
    clause: 'AUTH-2',
    edits: [
      { file: `${HANDLERS}/auth-register.ts`, find: 'if (password !== confirm)', replace: 'if (!confirm)' },
    ],
  },
  {
    name: 'names-as-sent',
    fault: 'compares names as they were sent, not in NFC',
    clause: 'AUTH-2',
    edits: [{ file: CODECS, find: "const composed = raw.normalize('NFC')", replace: 'const composed = raw' }],
  },
  {
    name: 'passwords-as-sent',
    fault: 'compares passwords as they were sent, not in NFC',
    clause: 'AUTH-2',
    edits: [{ file: CODECS, find: "decode: (raw) => raw.normalize('NFC')", replace: 'decode: asIs' }],
  },
  {
    name: 'new-passwords-as-sent',
    fault: 'brings passwords to NFC but for the new one at AUTH-PASSWORD',
    clause: 'AUTH-2',
    edits: [
      {
        file: 'src/protocol/verbs.ts',
        find: "arg('new', codec.password), arg('confirm', codec.password)],\n    session: 'needed'",
        replace: "arg('new', codec.opaque), arg('confirm', codec.opaque)],\n    session: 'needed'",
      },
    ],
  },
  {
    name: 'compatible-names-are-one',
    fault: 'brings names to NFKC, so that different names become one',
    clause: 'AUTH-2',
    edits: [
      {
        file: CODECS,
        find: "const composed = raw.normalize('NFC')",
        replace: "const composed = raw.normalize('NFKC')",
      },
    ],
  },
  {
    name: 'limit-behind-nfc',
    fault: 'counts the characters of a name or password in NFC instead of what was received',
    clause: 'AUTH-2',
    edits: [
      {
        file: 'src/protocol/request.ts',
        find: 'if (tooLong(word, limit)) {',
        replace: "if (tooLong(word.normalize('NFC'), limit)) {",
      },
    ],
  },
  {
    name: 'names-in-any-case',
    fault: 'takes names that differ in case for the same',
    clause: 'AUTH-2',
    edits: [
      {
        file: SCHEMA,
        find: 'name TEXT NOT NULL UNIQUE,',
        replace: 'name TEXT NOT NULL UNIQUE COLLATE NOCASE,',
      },
    ],
  },
  {
    name: 'passwords-in-any-case',
    fault: 'takes passwords that differ in case for the same',
    clause: 'AUTH-2',
    edits: [
      {
        file: 'src/server/passwords.ts',
        find: 'const key = await derive(password, salt',
        replace: 'const key = await derive(password.toLowerCase(), salt',
      },
      {
        file: 'src/server/passwords.ts',
        find: 'derive(\n      password,',
        replace: 'derive(\n      password.toLowerCase(),',
      },
    ],
  },
  {
    name: 'any-password',
    fault: 'does not look at the password',
    clause: 'AUTH-3',
    edits: [
      {
        file: 'src/server/passwords.ts',
        find: 'return timingSafeEqual(given, wanted)',
        replace: 'return given.length > 0',
      },
    ],
  },
  {
    name: 'start-of-a-password',
    fault: 'compares only the first 72 characters of a password',
    clause: 'AUTH-3',
    edits: [
      {
        file: 'src/server/passwords.ts',
        find: 'const key = await derive(password, salt',
        replace: 'const key = await derive(password.slice(0, 72), salt',
      },
      {
        file: 'src/server/passwords.ts',
        find: 'derive(\n      password,',
        replace: 'derive(\n      password.slice(0, 72),',
      },
    ],
  },
  {
    name: 'no-advice-to-register',
    fault: 'does not tell an unknown user to register',
    clause: 'AUTH-3',
    edits: [{ file: `${HANDLERS}/auth-login.ts`, find: '; register with AUTH-REGISTER first', replace: '' }],
  },
  {
    name: 'login-registers',
    fault: 'makes an account for a name that logs in and has none',
    clause: 'AUTH-3',
    edits: [
      {
        file: `${HANDLERS}/auth-login.ts`,
        find: 'const account = context.store.findAccount(name)\n',
        replace:
          'const account = context.store.findAccount(name) ?? context.store.createAccount({ name, at: context.now, passwordHash: await context.passwords.hash(password) })\n',
      },
    ],
  },
  {
    name: 'login-over-login',
    fault: 'lets a connection with a session log in as another',
    clause: 'AUTH-3',
    edits: [
      {
        file: 'src/server/gate.ts',
        find: "if (hasSession && row.refusals.includes('already-authorized'))",
        replace: "if (hasSession && verb === 'AUTH-REGISTER')",
      },
      {
        file: `${HANDLERS}/auth-login.ts`,
        find: 'context.open(account)',
        replace: 'context.end()\n    context.open(account)',
      },
    ],
  },
  {
    name: 'any-name',
    fault: 'takes any word for a name',
    clause: 'AUTH-8',
    edits: [{ file: CODECS, find: '.test(composed)', replace: ".test('any')" }],
  },
  {
    name: 'invisible-names',
    fault: 'takes names with characters that nobody sees',
    clause: 'AUTH-8',
    edits: [
      { file: CODECS, find: '[\\p{L}\\p{M}\\p{Nd}._-]*$/u', replace: '[\\p{L}\\p{M}\\p{Nd}\\p{Cf}._-]*$/u' },
    ],
  },
  {
    name: 'ascii-names',
    fault: 'takes ASCII names alone',
    clause: 'AUTH-8',
    edits: [{ file: CODECS, find: '.test(composed)', replace: ".test('')" }],
  },
  {
    name: 'names-without-marks',
    fault: 'takes no marks in names, which many scripts cannot do without',
    clause: 'AUTH-8',
    edits: [{ file: CODECS, find: '[\\p{L}\\p{M}\\p{Nd}._-]*$/u', replace: '[\\p{L}\\p{Nd}._-]*$/u' }],
  },
  {
    name: 'names-by-locale',
    fault: 'orders names as a dictionary does instead of by code points',
    clause: 'AUTH-8',
    edits: [
      {
        file: ACCOUNTS,
        find: 'return selectContacts.all(owner) as Account[]',
        replace:
          "return (selectContacts.all(owner) as Account[]).sort((a, b) => a.name.localeCompare(b.name, 'en'))",
      },
    ],
  },
  {
    name: 'names-by-utf-16',
    fault: 'orders names by UTF-16 units instead of by code points',
    clause: 'AUTH-8',
    edits: [
      {
        file: ACCOUNTS,
        find: 'return selectContacts.all(owner) as Account[]',
        replace: 'return (selectContacts.all(owner) as Account[]).sort((a, b) => (a.name < b.name ? -1 : 1))',
      },
    ],
  },
  {
    name: 'codes-of-another-form-refused',
    fault: 'refuses a code of another form instead of not knowing it',
    clause: 'AUTH-8',
    edits: [
      {
        file: CODECS,
        find: "form: 'letters a-z and digits',\n  decode: asIs,",
        replace:
          "form: 'letters a-z and digits',\n  decode: (raw) => (/^[0-9a-z]+$/.test(raw) ? raw : undefined),",
      },
    ],
  },
]

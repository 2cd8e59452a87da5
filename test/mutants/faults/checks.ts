import type { Mutant } from '../mutant.js'

const GATE = 'src/server/gate.ts'
const REQUEST = 'src/protocol/request.ts'
const HANDLERS = 'src/server/handlers'

/** The order of the checks: REPLY-5. */
export const checks: readonly Mutant[] = [
  {
    name: 'session-before-keyword',
    fault: 'asks for a session before it knows the keyword',
    clause: 'REPLY-5',
    edits: [
      {
        file: GATE,
        find: 'if (keyword instanceof Refusal) return keyword',
        replace:
          "if (keyword instanceof Refusal) return !hasSession && keyword.code === 'unknown-keyword' ? new Refusal('not-authorized') : keyword",
      },
    ],
  },
  {
    name: 'arguments-before-session',
    fault: 'looks at the arguments before it asks for a session',
    clause: 'REPLY-5',
    edits: [
      {
        file: GATE,
        find: "  if (!hasSession && row.session !== 'none') return new Refusal('not-authorized')\n",
        replace: '',
      },
      {
        file: GATE,
        find: 'if (args instanceof Refusal) return args\n',
        replace:
          "if (args instanceof Refusal) return args\n  if (!hasSession && row.session !== 'none') return new Refusal('not-authorized')\n",
      },
    ],
  },
  {
    name: 'already-authorized-before-arguments',
    fault: 'tells that there is a session before it looks at the arguments',
    clause: 'REPLY-5',
    edits: [
      {
        file: GATE,
        find: '  const args = decode()',
        replace:
          "  if (hasSession && row.refusals.includes('already-authorized')) return new Refusal('already-authorized')\n  const args = decode()",
      },
    ],
  },
  {
    name: 'already-authorized-last',
    fault: 'tells that there is a session only after it has looked for the user',
    clause: 'REPLY-5',
    edits: [
      {
        file: GATE,
        find: "if (hasSession && row.refusals.includes('already-authorized'))",
        replace: "if (hasSession && row.refusals.includes('already-authorized') && verb !== 'AUTH-LOGIN')",
      },
      {
        file: `${HANDLERS}/auth-login.ts`,
        find: 'return (await checkPassword',
        replace:
          "if (context.session) return new Refusal('already-authorized')\n    return (await checkPassword",
      },
    ],
  },
  {
    name: 'count-before-form-of-words',
    fault: 'counts the arguments before it sees that one is empty',
    clause: 'REPLY-5',
    edits: [
      {
        file: REQUEST,
        find: 'if (raw.length > 0 && misplaced(layout, raw)) {',
        replace: 'if (raw.length === layout.arguments.length && misplaced(layout, raw)) {',
      },
    ],
  },
  {
    name: 'length-before-count',
    fault: 'looks at the length of the arguments before their count',
    clause: 'REPLY-5',
    edits: [
      {
        file: REQUEST,
        find: 'const expected = layouts[verb].arguments\n  const fault',
        replace:
          "const expected = layouts[verb].arguments\n  if (raw.some((word) => tooLong(word, limit))) return new Refusal('argument-too-long')\n  const fault",
      },
    ],
  },
  {
    name: 'form-before-length',
    fault: 'looks at the form of an argument before its length',
    clause: 'REPLY-5',
    edits: [
      {
        file: REQUEST,
        find: 'for (const word of raw) {',
        replace:
          'for (let i = 0; i < count; i++) if (expected[i]!.codec.decode(raw[i]!) === undefined) return badArgument(expected[i]!)\n  for (const word of raw) {',
      },
    ],
  },
  {
    name: 'taken-name-before-mismatch',
    fault: 'tells that a name is taken before it compares the passwords',
    clause: 'REPLY-5',
    edits: [
      {
        file: `${HANDLERS}/auth-register.ts`,
        find: 'if (password !== confirm)',
        replace: 'if (store.findAccount(name)) return taken(name)\n    if (password !== confirm)',
      },
    ],
  },
  {
    name: 'mismatch-before-old-password',
    fault: 'compares the new passwords before it checks the old one',
    clause: 'REPLY-5',
    edits: [
      {
        file: `${HANDLERS}/auth-password.ts`,
        find: 'const refusal = await',
        replace:
          "if (args.new !== args.confirm) return new Refusal('password-mismatch')\n    const refusal = await",
      },
    ],
  },
  {
    name: 'size-before-user',
    fault: 'looks at the size of a file before it looks for the user',
    clause: 'REPLY-5',
    edits: [
      {
        file: `${HANDLERS}/file-send-private.ts`,
        find: 'const user = userOf(context, name)\n    return user instanceof Refusal ? user : context.quota',
        replace:
          "if (Number.isNaN(size)) return new Refusal('bad-size')\n    const user = userOf(context, name)\n    return user instanceof Refusal ? user : context.quota",
      },
    ],
  },
  {
    name: 'file-before-membership',
    fault: 'looks for a file before it asks who is a member',
    clause: 'REPLY-5',
    edits: [
      {
        file: `${HANDLERS}/file-get-group.ts`,
        find: 'if (member instanceof Refusal) return member',
        replace:
          "if (member instanceof Refusal) return context.store.hasFile(file) ? member : new Refusal('unknown-file')",
      },
    ],
  },
  {
    name: 'admin-before-member',
    fault: 'asks whether one is an admin of a group that one is no member of',
    clause: 'REPLY-5',
    edits: [
      {
        file: `${HANDLERS}/group-invite.ts`,
        find: 'if (member instanceof Refusal) return member',
        replace:
          "if (member instanceof Refusal) return member.code === 'not-member' ? new Refusal('not-admin') : member",
      },
    ],
  },
]

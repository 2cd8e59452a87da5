// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const HANDLERS = 'src/server/handlers'
const CODES = 'src/server/codes.ts'
const THROTTLE = 'src/server/throttle.ts'

/** Passwords, tokens, and guessing them: AUTH-6, AUTH-7. */
export const secrets: readonly Mutant[] = [
  {
    name: 'short-tokens',
    fault: 'makes tokens of 60 bits',
    clause: 'AUTH-6',
    edits: [{ file: CODES, find: 'random(32)', replace: 'random(12)' }],
  },
  {
    name: 'tokens-count-up',
    fault: 'makes the next token by counting on from the last',
    clause: 'AUTH-6',
    edits: [
      {
        file: CODES,
        find: 'export const newToken = (): string => random(32)',
        replace: "let tokens = 0\nexport const newToken = (): string => String(++tokens).padStart(32, '0')",
      },
    ],
  },
  {
    name: 'expires-as-a-number',
    fault: 'tells when a token ends in seconds since 1970',
    clause: 'AUTH-6',
    edits: [
      {
        file: `${HANDLERS}/auth-token.ts`,
        find: 'expires: toTime(expires)',
        replace: 'expires: String(expires / 1000)',
      },
    ],
  },
  {
    name: 'wrong-password-echoed',
    fault: 'repeats a wrong password in the refusal',
    clause: 'AUTH-6',
    edits: [
      {
        file: 'src/server/check-password.ts',
        find: "new Refusal('wrong-password')",
        replace: "new Refusal('wrong-password', `${password} is wrong`)",
      },
    ],
  },
  {
    name: 'refused-line-echoed',
    fault: 'repeats a line whose arguments are too many, secrets and all',
    clause: 'AUTH-6',
    edits: [
      {
        file: 'src/protocol/request.ts',
        find: '`usage: ${usage(verb)}`',
        replace: "`usage: ${usage(verb)}, not ${raw.join(' ')}`",
      },
    ],
  },
  {
    name: 'tokens-in-memory',
    fault: 'forgets with the process which tokens there are',
    clause: 'AUTH-6',
    edits: [
      {
        file: 'src/server/store/sqlite/accounts.ts',
        find: '  const insertToken =',
        replace:
          "  session.prepare('CREATE TEMP TABLE token (id INTEGER PRIMARY KEY, hash, account, expires)').run()\n  const insertToken =",
      },
    ],
  },
  {
    name: 'old-password-unchecked',
    fault: 'changes a password without looking at the old one',
    clause: 'AUTH-6',
    edits: [{ file: `${HANDLERS}/auth-password.ts`, find: 'if (refusal) return refusal', replace: '' }],
  },
  {
    name: 'old-password-kept',
    fault: 'says that it changed the password and keeps the old one',
    clause: 'AUTH-6',
    edits: [
      {
        file: `${HANDLERS}/auth-password.ts`,
        find: 'store.setPasswordHash(session.account.id, passwordHash)',
        replace: '',
      },
    ],
  },
  {
    name: 'tokens-survive-a-new-password',
    fault: 'leaves the tokens alone when the password is changed',
    clause: 'AUTH-6',
    edits: [
      {
        file: `${HANDLERS}/auth-password.ts`,
        find: 'store.revokeTokens(session.account.id, session.token)',
        replace: '',
      },
    ],
  },
  {
    name: 'own-token-dies-with-the-password',
    fault: 'revokes the token too by which the session that changes the password was opened',
    clause: 'AUTH-6',
    edits: [
      {
        file: `${HANDLERS}/auth-password.ts`,
        find: 'session.account.id, session.token)',
        replace: 'session.account.id, undefined)',
      },
    ],
  },
  {
    name: 'guessing-goes-on',
    fault: 'lets everybody guess passwords for ever',
    clause: 'AUTH-7',
    edits: [{ file: THROTTLE, find: 'this.#enabled = enabled', replace: 'this.#enabled = false' }],
  },
  {
    name: 'guessing-in-a-session-goes-on',
    fault: 'counts no wrong passwords at AUTH-PASSWORD',
    clause: 'AUTH-7',
    edits: [
      {
        file: `${HANDLERS}/auth-password.ts`,
        find: 'const refusal = await checkPassword(context, context.session.account, args.old)',
        replace:
          "const hash = context.store.passwordHash(context.session.account.id)\n    const refusal = (await context.passwords.matches(args.old, hash)) ? undefined : new Refusal('wrong-password')",
      },
    ],
  },
  {
    name: 'right-guess-gets-in',
    fault: 'stops guessing, but not the guess that is right',
    clause: 'AUTH-7',
    edits: [
      { file: 'src/server/check-password.ts', find: 'if (early) return early', replace: '' },
      { file: 'src/server/check-password.ts', find: 'if (refusal) return refusal', replace: '' },
      {
        file: 'src/server/check-password.ts',
        find: "return new Refusal('wrong-password')",
        replace:
          "return throttle.refusal(address, account.name, Date.now()) ?? new Refusal('wrong-password')",
      },
    ],
  },
  {
    name: 'guessing-stops-everybody',
    fault: 'counts wrong passwords by address alone and stops all accounts there',
    clause: 'AUTH-7',
    edits: [
      {
        file: THROTTLE,
        find: '`${from} ${name}`).toString()',
        replace: '`${from} ${name && 0}`).toString()',
      },
    ],
  },
  {
    name: 'token-waits-with-the-password',
    fault: 'refuses a good token while passwords are being guessed',
    clause: 'AUTH-7',
    edits: [
      {
        file: `${HANDLERS}/auth-resume.ts`,
        find: '  context.open(account, hash)',
        replace:
          '  const early = context.throttle.refusal(context.address, account.name, context.now)\n  if (early) return early\n  context.open(account, hash)',
      },
    ],
  },
]

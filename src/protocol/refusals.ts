/**
 * Every code that a `failed` may carry (REPLY-3): its words where nothing more precise is said, whether it is
 * *definite* (the request surely had no effect, so that a script may send it again) and its status over HTTP.
 */
export const refusals = {
  malformed: { words: 'the line is not a request', definite: true, http: 400 },
  'line-too-long': { words: 'the line is too long', definite: true, http: 413 },
  'unknown-keyword': { words: 'there is no such keyword', definite: true, http: 404 },
  'not-authorized': {
    words: 'log in first with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER',
    definite: true,
    http: 401,
  },
  'wrong-arguments': { words: 'the number of arguments is wrong', definite: true, http: 400 },
  'argument-too-long': { words: 'an argument is too long', definite: true, http: 400 },
  'bad-argument': { words: 'an argument has the wrong form', definite: true, http: 400 },
  'already-authorized': {
    words: 'this connection has a session already; end it with AUTH-LOGOUT',
    definite: true,
    http: 409,
  },
  'password-mismatch': { words: 'the two passwords differ', definite: true, http: 400 },
  'name-taken': { words: 'this name is taken; choose another', definite: true, http: 409 },
  'unknown-user': { words: 'there is no such user', definite: true, http: 404 },
  'wrong-password': { words: 'the password is wrong', definite: true, http: 401 },
  'too-many-attempts': { words: 'too many failed attempts; try again later', definite: true, http: 429 },
  'bad-token': { words: 'the token is unknown, revoked or expired; log in again', definite: true, http: 401 },
  'already-contact': { words: 'this user is among your contacts already', definite: true, http: 409 },
  'not-yourself': { words: 'you cannot be your own contact', definite: true, http: 400 },
  'not-contact': { words: 'this user is not among your contacts', definite: true, http: 404 },
  'unknown-group': { words: 'there is no group with this code', definite: true, http: 404 },
  'already-member': { words: 'already a member of this group', definite: true, http: 409 },
  'not-member': { words: 'you are not a member of this group', definite: true, http: 403 },
  'not-admin': { words: 'only an admin of the group may do this', definite: true, http: 403 },
  'none-added': { words: 'nobody was added', definite: true, http: 409 },
  'bad-size': { words: 'the size is not a whole number of bytes from 1', definite: true, http: 400 },
  'file-too-large': { words: 'the file is larger than this server takes', definite: true, http: 413 },
  'quota-exceeded': {
    words: 'your files take all of your space; delete some with FILE-DELETE',
    definite: true,
    http: 507,
  },
  'unknown-file': { words: 'there is no such file here', definite: true, http: 404 },
  busy: { words: 'the server is at a limit; try again', definite: true, http: 503 },
  internal: { words: 'the server failed', definite: false, http: 500 },
} as const satisfies Record<string, RefusalRow>

interface RefusalRow {
  readonly words: string
  readonly definite: boolean
  readonly http: number
}

/** A code of the table. */
export type RefusalCode = keyof typeof refusals

/** Refusals that the line itself earns, whatever the verb. */
export const LINE_REFUSALS = [
  'malformed',
  'line-too-long',
  'unknown-keyword',
  'not-authorized',
  'wrong-arguments',
  'argument-too-long',
  'bad-argument',
] as const satisfies readonly RefusalCode[]

/** Refusals of the server itself, whatever the request. */
export const SERVER_REFUSALS = ['busy', 'internal'] as const satisfies readonly RefusalCode[]

/** A `failed` reply as a value: what a handler returns where it will not do what was asked. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** The cause in words, one line. */
    readonly cause: string = refusals[code].words,
    /** After how many seconds it may be tried again, where that is known. */
    readonly retryAfter?: number,
  ) {}
}

/** Whether a string is a code of the table. */
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code)
}

import type { Clause } from './clauses.js'
import type { Codec, Decoded } from './codecs.js'
import * as codec from './codecs.js'
import type { RefusalCode } from './refusals.js'
import { boolean, type Infer, integer, list, optional, record, type Shape, string } from './shape.js'

/** An argument's name and codec. Names are the same everywhere: line, batch, HTTP bodies, typed client. */
export interface Argument {
  readonly name: string
  readonly codec: Codec<unknown>
  /** Takes every word that is left, one at least. */
  readonly many?: true
}

interface VerbRow {
  /** The arguments in wire order; at most one is text, and `many` comes last. */
  readonly arguments: readonly Argument[]
  /** Who may ask: `none` is anyone; all others need a session, and beyond that what they are to the group or file. */
  readonly session: 'none' | 'needed' | 'member' | 'admin' | 'sender'
  /** The value of `success` (REPLY-4); without it the message is human text. */
  readonly value?: Shape
  /** The order of a list. */
  readonly order?: 'by name' | 'oldest first' | 'newest first' | 'in the order of joining'
  /** What the verb may refuse beside the line's and the server's own, in the order of the checks (REPLY-5). */
  readonly refusals: readonly RefusalCode[]
  /** The reply hands out what the connection's next request settles (CHAT-3). */
  readonly handsOut?: true
  /** Raw bytes that go along: behind `success ready`, or behind the value (FILE-1, FILE-5). */
  readonly bytes?: 'upload' | 'download'
  /** `seed` is in the assignment; `ext` is an extension that a client must be able to live without. */
  readonly origin: 'seed' | 'ext'
  /** The route over HTTP (HTTP-1). */
  readonly http: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`
  readonly clauses: readonly Clause[]
  readonly summary: string
  readonly example: string
}

const arg = <const N extends string, T>(name: N, codec: Codec<T>) => ({ name, codec })
const many = <const N extends string, T>(name: N, codec: Codec<T>) => ({ name, codec, many: true }) as const

const fileInfo = { code: string, name: string, size: integer, mime: string } as const

/** A message as every reply and event shows it. */
export const message = record({
  id: string,
  from: string,
  text: string,
  at: string,
  group: optional(string),
  file: optional(record(fileInfo)),
})

const sent = record({ id: string, at: string })
const opened = record({ user: string, unread: integer })
const groupName = record({ code: string, name: string })
const stored = record({ ...fileInfo, sha256: string })
const offered = record({ name: string, size: integer, mime: string, sha256: string })

/**
 * The table of verbs: the one place that knows them. The parser and the formatter, the gate, the handlers' and the
 * client's types, the commands and the docs derive from its rows.
 */
export const verbs = {
  'AUTH-REGISTER': {
    arguments: [arg('name', codec.name), arg('password', codec.password), arg('confirm', codec.password)],
    session: 'none',
    value: record({ user: string }),
    refusals: ['already-authorized', 'password-mismatch', 'name-taken'],
    origin: 'seed',
    http: 'POST /accounts',
    clauses: ['AUTH-2', 'AUTH-6', 'AUTH-8'],
    summary: 'Make an account',
    example: 'AUTH-REGISTER modis passmodis passmodis',
  },
  'AUTH-LOGIN': {
    arguments: [arg('name', codec.name), arg('password', codec.password)],
    session: 'none',
    value: opened,
    refusals: ['already-authorized', 'unknown-user', 'too-many-attempts', 'wrong-password'],
    origin: 'seed',
    http: 'POST /session',
    clauses: ['AUTH-3', 'AUTH-5', 'AUTH-7'],
    summary: 'Open a session',
    example: 'AUTH-LOGIN modis passmodis',
  },
  'AUTH-LOGOUT': {
    arguments: [],
    session: 'needed',
    refusals: [],
    origin: 'seed',
    http: 'DELETE /session',
    clauses: ['AUTH-4'],
    summary: 'End the session',
    example: 'AUTH-LOGOUT',
  },
  'CONTACT-ADD': {
    arguments: [arg('name', codec.name)],
    session: 'needed',
    value: record({ name: string }),
    refusals: ['unknown-user', 'already-contact', 'not-yourself'],
    origin: 'seed',
    http: 'POST /contacts',
    clauses: ['AUTH-8'],
    summary: 'Add a user to your contacts',
    example: 'CONTACT-ADD budi',
  },
  'CONTACT-GET': {
    arguments: [],
    session: 'needed',
    value: list(record({ name: string, online: boolean })),
    order: 'by name',
    refusals: [],
    origin: 'seed',
    http: 'GET /contacts',
    clauses: ['AUTH-8'],
    summary: 'List your contacts and whether they are online',
    example: 'CONTACT-GET',
  },
  'CONTACT-DELETE': {
    arguments: [arg('name', codec.name)],
    session: 'needed',
    value: record({ name: string }),
    refusals: ['not-contact'],
    origin: 'seed',
    http: 'DELETE /contacts/{name}',
    clauses: ['AUTH-8'],
    summary: 'Remove a user from your contacts',
    example: 'CONTACT-DELETE budi',
  },
  'GROUP-CREATE': {
    arguments: [arg('title', codec.text)],
    session: 'needed',
    value: groupName,
    refusals: [],
    origin: 'seed',
    http: 'POST /groups',
    clauses: ['GROUP-1', 'LINE-5'],
    summary: 'Create a group and become its admin',
    example: 'GROUP-CREATE Jalan pagi',
  },
  'GROUP-GET': {
    arguments: [],
    session: 'needed',
    value: list(record({ code: string, name: string, role: string, members: integer, unread: integer })),
    order: 'in the order of joining',
    refusals: [],
    origin: 'seed',
    http: 'GET /groups',
    clauses: ['GROUP-1'],
    summary: 'List your groups in the order of joining',
    example: 'GROUP-GET',
  },
  'GROUP-JOIN': {
    arguments: [arg('code', codec.opaque)],
    session: 'needed',
    value: groupName,
    refusals: ['unknown-group', 'already-member'],
    origin: 'seed',
    http: 'POST /groups/{code}/join',
    clauses: ['GROUP-1', 'CHAT-5'],
    summary: 'Join a group by its code',
    example: 'GROUP-JOIN k3x9m2p7q4r8',
  },
  'GROUP-EXIT': {
    arguments: [arg('code', codec.opaque)],
    session: 'needed',
    value: groupName,
    refusals: ['unknown-group', 'not-member'],
    origin: 'seed',
    http: 'POST /groups/{code}/exit',
    clauses: ['GROUP-3', 'CHAT-5'],
    summary: 'Leave a group',
    example: 'GROUP-EXIT k3x9m2p7q4r8',
  },
  'GROUP-INVITE': {
    arguments: [arg('code', codec.opaque), many('names', codec.name)],
    session: 'admin',
    value: record({ added: list(string), rejected: list(record({ name: string, code: string })) }),
    refusals: ['unknown-group', 'not-member', 'not-admin', 'none-added'],
    origin: 'seed',
    http: 'POST /groups/{code}/members',
    clauses: ['GROUP-2'],
    summary: 'Add users to a group that you administer',
    example: 'GROUP-INVITE k3x9m2p7q4r8 sari budi',
  },
  'CHAT-PRIVATE-SEND': {
    arguments: [arg('name', codec.name), arg('message', codec.text)],
    session: 'needed',
    value: sent,
    refusals: ['unknown-user'],
    origin: 'seed',
    http: 'POST /users/{name}/messages',
    clauses: ['CHAT-1', 'CHAT-4', 'CHAT-6', 'LINE-5'],
    summary: 'Send a message to a user',
    example: 'CHAT-PRIVATE-SEND budi halo, apa kabar?',
  },
  'CHAT-GROUP-SEND': {
    arguments: [arg('code', codec.opaque), arg('message', codec.text)],
    session: 'member',
    value: sent,
    refusals: ['unknown-group', 'not-member'],
    origin: 'seed',
    http: 'POST /groups/{code}/messages',
    clauses: ['CHAT-1', 'CHAT-4', 'CHAT-5', 'LINE-5'],
    summary: 'Send a message to a group',
    example: 'CHAT-GROUP-SEND k3x9m2p7q4r8 halo semua',
  },
  'CHAT-PRIVATE-GET': {
    arguments: [arg('name', codec.name)],
    session: 'needed',
    value: list(message),
    order: 'oldest first',
    refusals: ['unknown-user'],
    handsOut: true,
    origin: 'seed',
    http: 'POST /users/{name}/messages/fetch',
    clauses: ['CHAT-2', 'CHAT-3'],
    summary: 'Fetch what a user sent that you have not fetched yet',
    example: 'CHAT-PRIVATE-GET budi',
  },
  'CHAT-GROUP-GET': {
    arguments: [arg('code', codec.opaque)],
    session: 'member',
    value: list(message),
    order: 'oldest first',
    refusals: ['unknown-group', 'not-member'],
    handsOut: true,
    origin: 'seed',
    http: 'POST /groups/{code}/messages/fetch',
    clauses: ['CHAT-2', 'CHAT-3', 'CHAT-5'],
    summary: 'Fetch what others sent to a group that you have not fetched yet',
    example: 'CHAT-GROUP-GET k3x9m2p7q4r8',
  },
  'FILE-SEND-PRIVATE': {
    arguments: [arg('name', codec.name), arg('path', codec.path), arg('size', codec.size)],
    session: 'needed',
    value: stored,
    refusals: ['unknown-user', 'bad-size', 'file-too-large', 'quota-exceeded'],
    bytes: 'upload',
    origin: 'seed',
    http: 'POST /users/{name}/files',
    clauses: ['FILE-1', 'FILE-2', 'FILE-3', 'FILE-4', 'FILE-6'],
    summary: 'Send a file to a user',
    example: 'FILE-SEND-PRIVATE budi foto pantai.jpg 48213',
  },
  'FILE-SEND-GROUP': {
    arguments: [arg('code', codec.opaque), arg('path', codec.path), arg('size', codec.size)],
    session: 'member',
    value: stored,
    refusals: ['unknown-group', 'not-member', 'bad-size', 'file-too-large', 'quota-exceeded'],
    bytes: 'upload',
    origin: 'seed',
    http: 'POST /groups/{code}/files',
    clauses: ['FILE-1', 'FILE-2', 'FILE-3', 'FILE-4', 'FILE-6'],
    summary: 'Send a file to a group',
    example: 'FILE-SEND-GROUP k3x9m2p7q4r8 foto pantai.jpg 48213',
  },
  'FILE-GET-PRIVATE': {
    arguments: [arg('name', codec.name), arg('file', codec.opaque)],
    session: 'needed',
    value: offered,
    refusals: ['unknown-user', 'unknown-file'],
    bytes: 'download',
    origin: 'seed',
    http: 'GET /users/{name}/files/{file}',
    clauses: ['FILE-5'],
    summary: 'Fetch a file of a private conversation',
    example: 'FILE-GET-PRIVATE budi 7hq2v9d4m1xs',
  },
  'FILE-GET-GROUP': {
    arguments: [arg('code', codec.opaque), arg('file', codec.opaque)],
    session: 'member',
    value: offered,
    refusals: ['unknown-group', 'not-member', 'unknown-file'],
    bytes: 'download',
    origin: 'seed',
    http: 'GET /groups/{code}/files/{file}',
    clauses: ['FILE-5'],
    summary: 'Fetch a file of a group',
    example: 'FILE-GET-GROUP k3x9m2p7q4r8 7hq2v9d4m1xs',
  },
  'NOTIF-GET': {
    arguments: [],
    session: 'needed',
    value: list(message),
    order: 'oldest first',
    refusals: [],
    origin: 'seed',
    http: 'GET /inbox',
    clauses: ['NOTIF-1'],
    summary: 'Show what is not fetched yet, over all conversations',
    example: 'NOTIF-GET',
  },
  'SERVER-INFO': {
    arguments: [],
    session: 'none',
    value: record({
      server: string,
      protocol: integer,
      limits: record({ argument: integer, line: integer, file: integer, batch: integer }),
      extensions: list(string),
    }),
    refusals: [],
    origin: 'ext',
    http: 'GET /server',
    clauses: ['LINE-4'],
    summary: 'Tell what the server is, its limits and its extensions',
    example: 'SERVER-INFO',
  },
  'AUTH-TOKEN': {
    arguments: [],
    session: 'needed',
    value: record({ token: string, expires: string }),
    refusals: [],
    origin: 'ext',
    http: 'POST /tokens',
    clauses: ['AUTH-6'],
    summary: 'Issue a token that opens sessions in place of the password',
    example: 'AUTH-TOKEN',
  },
  'AUTH-RESUME': {
    arguments: [arg('token', codec.opaque)],
    session: 'none',
    value: opened,
    refusals: ['already-authorized', 'too-many-attempts', 'bad-token'],
    origin: 'ext',
    http: 'POST /session/resume',
    clauses: ['AUTH-4', 'AUTH-7'],
    summary: 'Open a session with a token',
    example: 'AUTH-RESUME 3kq8z1v7n5b2x9c4m6l0j8h3g5',
  },
  'AUTH-PASSWORD': {
    arguments: [arg('old', codec.password), arg('new', codec.password), arg('confirm', codec.password)],
    session: 'needed',
    refusals: ['too-many-attempts', 'wrong-password', 'password-mismatch'],
    origin: 'ext',
    http: 'PUT /password',
    clauses: ['AUTH-6', 'AUTH-7'],
    summary: "Change the password and revoke the account's other tokens",
    example: 'AUTH-PASSWORD passmodis n3w-passmodis n3w-passmodis',
  },
  'NOTIF-LISTEN': {
    arguments: [arg('state', codec.onOff)],
    session: 'needed',
    refusals: [],
    origin: 'ext',
    http: 'GET /events',
    clauses: ['NOTIF-2', 'NOTIF-3'],
    summary: 'Turn live events on or off for this session',
    example: 'NOTIF-LISTEN on',
  },
  'NOTIF-SINCE': {
    arguments: [arg('after', codec.position), arg('limit', codec.limit)],
    session: 'needed',
    value: list(message),
    order: 'oldest first',
    refusals: [],
    origin: 'ext',
    http: 'GET /inbox/since/{after}',
    clauses: ['NOTIF-4'],
    summary: 'Show what reached you after a message, fetched or not',
    example: 'NOTIF-SINCE - 100',
  },
  'GROUP-MEMBERS': {
    arguments: [arg('code', codec.opaque)],
    session: 'member',
    value: list(record({ name: string, role: string, online: boolean })),
    order: 'in the order of joining',
    refusals: ['unknown-group', 'not-member'],
    origin: 'ext',
    http: 'GET /groups/{code}/members',
    clauses: ['GROUP-2', 'GROUP-3'],
    summary: 'List the members of a group in the order of joining',
    example: 'GROUP-MEMBERS k3x9m2p7q4r8',
  },
  'FILE-DELETE': {
    arguments: [arg('file', codec.opaque)],
    session: 'sender',
    value: record({ code: string }),
    refusals: ['unknown-file'],
    origin: 'ext',
    http: 'DELETE /files/{file}',
    clauses: ['FILE-5'],
    summary: 'Delete a file that you sent',
    example: 'FILE-DELETE 7hq2v9d4m1xs',
  },
  'CHAT-PRIVATE-HISTORY': {
    arguments: [arg('name', codec.name), arg('limit', codec.limit), arg('before', codec.position)],
    session: 'needed',
    value: list(message),
    order: 'newest first',
    refusals: ['unknown-user'],
    origin: 'ext',
    http: 'GET /users/{name}/messages',
    clauses: ['CHAT-4'],
    summary: 'Read back in a private conversation, both sides, newest first',
    example: 'CHAT-PRIVATE-HISTORY budi 20 -',
  },
  'CHAT-GROUP-HISTORY': {
    arguments: [arg('code', codec.opaque), arg('limit', codec.limit), arg('before', codec.position)],
    session: 'member',
    value: list(message),
    order: 'newest first',
    refusals: ['unknown-group', 'not-member'],
    origin: 'ext',
    http: 'GET /groups/{code}/messages',
    clauses: ['CHAT-5'],
    summary: 'Read back in a group since you joined, newest first',
    example: 'CHAT-GROUP-HISTORY k3x9m2p7q4r8 20 -',
  },
} as const satisfies Record<string, VerbRow>

type Verbs = typeof verbs

/** A keyword of the protocol. */
export type Verb = keyof Verbs

/** The verbs whose requests or replies carry raw bytes. */
export type UploadVerb = { [V in Verb]: Verbs[V] extends { bytes: 'upload' } ? V : never }[Verb]
export type DownloadVerb = { [V in Verb]: Verbs[V] extends { bytes: 'download' } ? V : never }[Verb]
/** The verbs that are one line in and one line out. */
export type PlainVerb = Exclude<Verb, UploadVerb | DownloadVerb>

/** The arguments of a verb by name: `{name: string, message: string}`. */
export type ArgumentsOf<V extends Verb> = {
  [A in Verbs[V]['arguments'][number] as A['name']]: A extends { many: true }
    ? Decoded<A['codec']>[]
    : Decoded<A['codec']>
}

/** The value of a verb's `success`; undefined where it is human text. */
export type ValueOf<V extends Verb> = Verbs[V] extends { value: infer S } ? Infer<S> : undefined

/** A message as every reply and event shows it. */
export type Message = Infer<typeof message>

/** The row of a verb with its exact types forgotten, for code that works over all rows. */
export const rowOf = (verb: Verb): VerbRow => verbs[verb]

/** Whether a string is a keyword of the table (LINE-9: matched exactly). */
export const isVerb = (keyword: string): keyword is Verb => Object.hasOwn(verbs, keyword)

/** Every keyword, in the table's order. */
export const verbNames = Object.keys(verbs) as readonly Verb[]

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isClause } from '../../src/protocol/clauses.js'
import { LINE_REFUSALS, Refusal, refusals, SERVER_REFUSALS } from '../../src/protocol/refusals.js'
import { formatRequest, parseArguments, parseKeyword, usage } from '../../src/protocol/request.js'
import { describeShape } from '../../src/protocol/shape.js'
import { isVerb, rowOf, verbNames } from '../../src/protocol/verbs.js'

/** The table of docs/protocol.md, written down once more: what a server promised may not change by accident. */
const promised = {
  'AUTH-REGISTER': [
    'name password confirm',
    'none',
    '{user}',
    'password-mismatch name-taken already-authorized',
  ],
  'AUTH-LOGIN': [
    'name password',
    'none',
    '{user, unread}',
    'unknown-user wrong-password already-authorized too-many-attempts',
  ],
  'AUTH-LOGOUT': ['', 'needed', '', ''],
  'CONTACT-ADD': ['name', 'needed', '{name}', 'unknown-user already-contact not-yourself'],
  'CONTACT-GET': ['', 'needed', '[{name, online}]', ''],
  'CONTACT-DELETE': ['name', 'needed', '{name}', 'not-contact'],
  'GROUP-CREATE': ['title', 'needed', '{code, name}', ''],
  'GROUP-GET': ['', 'needed', '[{code, name, role, members, unread}]', ''],
  'GROUP-JOIN': ['code', 'needed', '{code, name}', 'unknown-group already-member'],
  'GROUP-EXIT': ['code', 'needed', '{code, name}', 'unknown-group not-member'],
  'GROUP-INVITE': [
    'code names',
    'admin',
    '{added, rejected: [{name, code}]}',
    'unknown-group not-member not-admin none-added',
  ],
  'CHAT-PRIVATE-SEND': ['name message', 'needed', '{id, at}', 'unknown-user'],
  'CHAT-GROUP-SEND': ['code message', 'member', '{id, at}', 'unknown-group not-member'],
  'CHAT-PRIVATE-GET': ['name', 'needed', '[message]', 'unknown-user'],
  'CHAT-GROUP-GET': ['code', 'member', '[message]', 'unknown-group not-member'],
  'FILE-SEND-PRIVATE': [
    'name path size',
    'needed',
    '{code, name, size, mime, sha256}',
    'unknown-user bad-size file-too-large quota-exceeded',
  ],
  'FILE-SEND-GROUP': [
    'code path size',
    'member',
    '{code, name, size, mime, sha256}',
    'unknown-group not-member bad-size file-too-large quota-exceeded',
  ],
  'FILE-GET-PRIVATE': ['name file', 'needed', '{name, size, mime, sha256}', 'unknown-user unknown-file'],
  'FILE-GET-GROUP': [
    'code file',
    'member',
    '{name, size, mime, sha256}',
    'unknown-group not-member unknown-file',
  ],
  'NOTIF-GET': ['', 'needed', '[message]', ''],
  'SERVER-INFO': ['', 'none', '{server, protocol, limits: {argument, line, file, batch}, extensions}', ''],
  'AUTH-TOKEN': ['', 'needed', '{token, expires}', ''],
  'AUTH-RESUME': ['token', 'none', '{user, unread}', 'bad-token already-authorized too-many-attempts'],
  'AUTH-PASSWORD': ['old new confirm', 'needed', '', 'wrong-password password-mismatch too-many-attempts'],
  'NOTIF-LISTEN': ['state', 'needed', '', ''],
  'NOTIF-SINCE': ['after limit', 'needed', '[message]', ''],
  'GROUP-MEMBERS': ['code', 'member', '[{name, role, online}]', 'unknown-group not-member'],
  'FILE-DELETE': ['file', 'sender', '{code}', 'unknown-file'],
  'CHAT-PRIVATE-HISTORY': ['name limit before', 'needed', '[message]', 'unknown-user'],
  'CHAT-GROUP-HISTORY': ['code limit before', 'member', '[message]', 'unknown-group not-member'],
} satisfies Record<string, [args: string, session: string, value: string, refusals: string]>

const MESSAGE = '{id, from, text, at, group?, file?: {code, name, size, mime}}'

test('the table has the verbs that the protocol promises, in its order', () => {
  expect(verbNames).toEqual(Object.keys(promised))
})

describe.each(verbNames)('%s', (verb) => {
  const row = rowOf(verb)

  test('is what the protocol promises', () => {
    const [args, session, value, codes] = promised[verb]
    expect(row.arguments.map(({ name }) => name).join(' ')).toBe(args)
    expect(row.session).toBe(session)
    expect(row.value ? describeShape(row.value).replace(MESSAGE, 'message') : '').toBe(value)
    expect([...row.refusals].sort().join(' ')).toBe(codes.split(' ').sort().join(' '))
  })

  test('has an example that parses and is written again as it is', () => {
    const keyword = parseKeyword(row.example)
    if (keyword instanceof Refusal) throw new Error(keyword.cause)
    const args = parseArguments(keyword.verb, keyword.words, 100)
    expect(keyword.verb).toBe(verb)
    expect(args).not.toBeInstanceOf(Refusal)
    expect(formatRequest(verb, args as never)).toBe(row.example)
  })

  test('has all that the docs tell of it', () => {
    expect(row.summary).toMatch(/^[A-Z][^.\n]+[^.\s]$/)
    expect(usage(verb)).toMatch(new RegExp(`^${verb}( <[a-z]+>…?)*$`))
    expect(row.clauses.filter((id) => !isClause(id))).toEqual([])
    expect(row.clauses).not.toEqual([])
    for (const { codec } of row.arguments) expect(codec.form).not.toBe('')
  })

  test('has at most one text argument, and many only as the last', () => {
    expect(row.arguments.filter(({ codec }) => codec.text).length).toBeLessThanOrEqual(1)
    expect(row.arguments.slice(0, -1).filter(({ many }) => many)).toEqual([])
    expect(row.arguments.some(({ codec, many }) => many && codec.text)).toBe(false)
    expect(new Set(row.arguments.map(({ name }) => name)).size).toBe(row.arguments.length)
  })

  test('refuses with codes of the table, each once, and none of the line', () => {
    const general = new Set<string>([...LINE_REFUSALS, ...SERVER_REFUSALS])
    expect(row.refusals.filter((code) => !Object.hasOwn(refusals, code) || general.has(code))).toEqual([])
    expect(new Set(row.refusals).size).toBe(row.refusals.length)
  })

  test('has a handler in a file of its own', () => {
    const files = readdirSync(new URL('../../src/server/handlers/', import.meta.url))
    expect(files).toContain(`${verb.toLowerCase()}.ts`)
  })

  test('has a route over HTTP that names only its own arguments', () => {
    const named = [...row.http.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const names: string[] = row.arguments.map(({ name }) => name)
    expect(named.filter((name) => !names.includes(name!))).toEqual([])
  })
})

test('no two verbs share a route over HTTP', () => {
  const routes = verbNames.map((verb) => rowOf(verb).http.replace(/\{\w+\}/g, '{}'))
  expect(new Set(routes).size).toBe(routes.length)
})

test('nothing that every object has is a verb', () => {
  for (const keyword of ['constructor', 'toString', '__proto__', '', 'hasOwnProperty']) {
    expect(isVerb(keyword)).toBe(false)
  }
})

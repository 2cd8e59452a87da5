import { expect, test } from 'vitest'
import { Captures } from '../../src/scenario/captures.js'
import { describe, match } from '../../src/scenario/matcher.js'
import { type Matcher, matcherSchema } from '../../src/scenario/matcher-schema.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'

const scope = new Map<string, unknown>([
  ['ann', 'ann-1'],
  ['cause', 'unknown-user'],
])

function mismatch(matcher: unknown, line: string | null, captures = new Captures(), took = 10) {
  const reading = pyChat.read(line ?? '')
  const context = { scope, profile: pyChat, timeScale: 2 }
  return match(matcherSchema.parse(matcher), { line, reading, took }, captures, context)
}

test.each<[Matcher, string]>([
  ['ok', 'success'],
  ['ok', 'success []'],
  ['fail', 'failed what?'],
  ['any', 'hello'],
  ['success ready', 'success ready'],
  [`hello \${ann}`, 'hello ann-1'],
  ['/failed .*\\S/', 'failed x'],
  ['$line', 'anything'],
  [{ ok: true, has: ['a', 'b'] }, 'success b a'],
  [{ fail: 'unknown-user' }, 'failed unknown-user: who?'],
  [{ fail: `\${cause}` }, 'failed unknown-user: who?'],
  [{ line: 'ok' }, 'ok'],
  [{ starts: 'succ' }, 'success'],
  [{ json: { a: 1 } }, 'success {"a":1,"b":2}'],
  [{ items: 2 }, 'success [1,2]'],
  [{ event: { type: 'lagged' } }, 'event {"type":"lagged","dropped":1}'],
  [{ oneOf: ['ok', { fail: 'busy' }] }, 'failed busy: later'],
  [{ not: { has: 'x' } }, 'success'],
  [{ ok: true, took: 11 } as Matcher, 'success'],
])('%j matches %s', (matcher, line) => {
  const written =
    typeof matcher === 'object' && matcher.took ? { ...matcher, took: `<${matcher.took}ms` } : matcher
  expect(mismatch(written, line)).toBeUndefined()
})

test.each([
  ['ok', 'failed busy: later', { path: [], wanted: 'a success' }],
  ['ok', 'successful', { wanted: 'a success' }],
  ['fail', 'success', { wanted: 'a failed' }],
  ['fail', 'FAILED x', { wanted: 'a failed' }],
  ['/b/', 'abc', { wanted: '/^(?:b)$/u' }],
  ['eof', 'success', { wanted: 'the end of the connection' }],
  ['ok', null, { wanted: 'ok' }],
  ['any', null, { wanted: 'any' }],
  [{ not: 'fail' }, null, { wanted: '{"not":"fail"}' }],
  [{ fail: 'busy' }, 'failed later', { path: ['fail'], wanted: 'failed busy', got: 'failed without a code' }],
  [{ fail: 'busy' }, 'success', { wanted: 'failed busy' }],
  [{ ok: true, has: `\${ann}` }, 'success bob', { path: ['has'], wanted: 'a line that has "ann-1"' }],
  [{ json: [{ a: 1 }] }, 'success [{"a":2}]', { path: ['json'], wanted: 'JSON at [0].a: 1', got: '2' }],
  [{ json: [] }, 'failed busy: []', { wanted: 'a success' }],
  [{ json: [] }, 'success no JSON', { wanted: 'JSON: []', got: 'nothing' }],
  [{ items: 2 }, 'success [1]', { wanted: 'a list of 2', got: 'a list of 1' }],
  [{ event: {} }, 'success {}', { wanted: 'event {}' }],
  [{ oneOf: ['fail', { has: 'x' }] }, 'success', { path: ['oneOf'], wanted: 'one of fail | {"has":"x"}' }],
  [{ not: 'ok' }, 'success', { path: ['not'], wanted: 'anything but ok' }],
  [{ took: '<5ms' }, 'success', { wanted: 'within 10 ms of the request', got: '10 ms' }],
])('%j does not match %s, and says what it wanted', (matcher, line, told) => {
  expect(mismatch(matcher, line)).toMatchObject(told)
})

test('named groups, $name and take capture', () => {
  const captures = new Captures()
  mismatch('/made (?<group>\\w+)/', 'made abc', captures)
  mismatch({ json: { id: '$id' } }, 'success {"id":"7"}', captures)
  mismatch({ take: { file: 'code' } }, 'success {"code":"xyz"}', captures)
  expect(Object.fromEntries(captures.entries())).toEqual({ group: 'abc', id: '7', file: 'xyz' })
})

test('what has a value already is compared, not captured anew', () => {
  expect(mismatch('/hello (?<ann>\\S+)/', 'hello eve')).toMatchObject({
    wanted: 'ann to be "ann-1"',
    got: 'eve',
  })
  expect(mismatch({ take: { ann: 'user' } }, 'success {"user":"eve"}')).toMatchObject({ got: '"eve"' })
})

test('a not captures nothing', () => {
  const captures = new Captures()
  mismatch({ not: { json: { id: '$id', b: 1 } } }, 'success {"id":1}', captures)
  expect([...captures.entries()]).toEqual([])
})

test('take reads words too, and skips a server whose words it cannot read', () => {
  const captures = new Captures()
  mismatch({ take: ['code'] }, 'success group made, code: g7', captures)
  expect([...captures.entries()]).toEqual([['code', 'g7']])
  expect(() => mismatch({ take: ['code'] }, 'success done')).toThrow(
    expect.objectContaining({ outcome: 'skip' }),
  )
})

test('a matcher is described with its names filled in, as far as they have values', () => {
  expect(describe({ has: `\${ann}` }, scope)).toBe('{"has":"ann-1"}')
  expect(describe({ has: `\${later}` }, scope)).toBe(`{"has":"\${later}"}`)
})

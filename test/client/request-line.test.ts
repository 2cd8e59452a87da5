import { expect, test } from 'vitest'
import { ChatError } from '../../src/client/chat-error.js'
import { checkLine, requestLine, verbOf } from '../../src/client/request-line.js'
import { parseArguments, parseKeyword } from '../../src/protocol/request.js'
import { rowOf, type Verb, verbNames } from '../../src/protocol/verbs.js'
import fc from '../helpers/properties.js'

const line = (verb: string, args: unknown, limit = Number.POSITIVE_INFINITY) =>
  requestLine(verb as Verb, args as never, limit)

test('arguments are written in the order of the table', () => {
  expect(line('CHAT-PRIVATE-SEND', { message: ' hi  there\t', name: 'bob' })).toBe(
    'CHAT-PRIVATE-SEND bob  hi  there\t',
  )
  expect(line('GROUP-INVITE', { code: 'abc', names: ['x', 'y'] })).toBe('GROUP-INVITE abc x y')
  expect(line('NOTIF-SINCE', { after: null, limit: 5 })).toBe('NOTIF-SINCE - 5')
  expect(line('CONTACT-GET', {})).toBe('CONTACT-GET')
})

test.each([
  ['a line break', 'CHAT-PRIVATE-SEND', { name: 'bob', message: 'hi\nAUTH-LOGOUT' }, 'malformed'],
  ['a carriage return', 'CHAT-PRIVATE-SEND', { name: 'bob', message: 'hi\r' }, 'malformed'],
  ['NEL', 'CHAT-PRIVATE-SEND', { name: 'bob', message: 'hi\u0085x' }, 'malformed'],
  ['half a surrogate pair', 'CHAT-PRIVATE-SEND', { name: 'bob', message: '\ud83d' }, 'malformed'],
  ['a space in a name', 'CHAT-PRIVATE-SEND', { name: 'bob hi', message: 'x' }, 'bad-argument'],
  ['a space in a password', 'AUTH-LOGIN', { name: 'ann', password: 'a b' }, 'bad-argument'],
  ['a TAB in a code', 'GROUP-JOIN', { code: 'a\tb' }, 'bad-argument'],
  ['an empty plain argument', 'AUTH-LOGIN', { name: 'ann', password: '' }, 'bad-argument'],
  ['a blank text', 'GROUP-CREATE', { title: '  ' }, 'bad-argument'],
  ['a path without a name', 'FILE-SEND-PRIVATE', { name: 'a', path: 'x/..', size: 1 }, 'bad-argument'],
  ['nobody to invite', 'GROUP-INVITE', { code: 'a', names: [] }, 'bad-argument'],
  ['names that are no list', 'GROUP-INVITE', { code: 'a', names: 'ann' }, 'bad-argument'],
  ['a bad name among good ones', 'GROUP-INVITE', { code: 'a', names: ['ann', 'b c'] }, 'bad-argument'],
  ['a missing argument', 'AUTH-LOGIN', { name: 'ann' }, 'bad-argument'],
  ['null', 'AUTH-LOGIN', { name: 'ann', password: null }, 'bad-argument'],
  ['a number for a text', 'GROUP-CREATE', { title: 5 }, 'bad-argument'],
  ['an object that poses as text', 'GROUP-CREATE', { title: { toString: () => 'x' } }, 'bad-argument'],
  ['no arguments at all', 'GROUP-CREATE', undefined, 'bad-argument'],
  ['a limit beyond the batch', 'NOTIF-SINCE', { after: null, limit: 501 }, 'bad-argument'],
  ['an unknown keyword', 'AUTH-LOGOUT\nCONTACT-GET', {}, 'unknown-keyword'],
  ['a keyword of Object', 'toString', {}, 'unknown-keyword'],
])('%s is refused before anything is sent', (_, verb, args, code) => {
  expect(() => line(verb, args)).toThrow(expect.objectContaining({ name: 'ChatError', code, definite: true }))
})

test('a limit counts code points', () => {
  const args = { name: 'bob', message: '🐙'.repeat(100) }
  expect(line('CHAT-PRIVATE-SEND', args, 100)).toContain('🐙')
  expect(() => line('CHAT-PRIVATE-SEND', { ...args, message: `${args.message}!` }, 100)).toThrow(
    expect.objectContaining({ code: 'argument-too-long', message: expect.stringMatching(/100.*101/) }),
  )
})

test('whatever a caller hands in, a server reads the same arguments from it or it is refused', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'B', '1', '.', '/', ' ', '\t', '\n', '\r', '-', 'é', '\u0301') }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('on', 'off', '-', 'AUTH-LOGOUT'),
  )
  const value = fc.oneof(
    text,
    fc.integer({ min: -1, max: 600 }),
    fc.double(),
    fc.array(text),
    fc.constant(null),
  )
  const verb = fc.constantFrom(...verbNames)
  const request = verb.chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.record(Object.fromEntries(rowOf(name).arguments.map((argument) => [argument.name, value]))),
    ),
  )
  let accepted = 0
  fc.assert(
    fc.property(request, ([name, args]) => {
      let written: string
      try {
        written = line(name, args)
      } catch (error) {
        expect(error).toBeInstanceOf(ChatError)
        return
      }
      accepted++
      const keyword = parseKeyword(written)
      const parsed = parseArguments(name, 'words' in keyword ? keyword.words : null, Number.POSITIVE_INFINITY)
      const read = ({ codec, many, ...argument }: ReturnType<typeof rowOf>['arguments'][number]) => {
        const given = (args as Record<string, unknown>)[argument.name]
        const once = (item: unknown) => codec.decode(codec.encode(item))
        return [argument.name, many ? (given as unknown[]).map(once) : once(given)]
      }
      expect(parsed).toEqual(Object.fromEntries(rowOf(name).arguments.map(read)))
    }),
    { numRuns: 3_000 },
  )
  expect(accepted).toBeGreaterThan(300)
})

test('any line goes but one that is two, or holds control characters', () => {
  for (const good of ['', ' ', 'X  y', 'raw\ttab']) expect(() => checkLine(good)).not.toThrow()
  for (const bad of ['a\nb', 'a\r', '\u0000', '\u001b[2J', '\udc00'])
    expect(() => checkLine(bad)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

test("a line's verb is found as a lenient server would", () => {
  expect(verbOf('  file-get-private\tbob x')).toBe('FILE-GET-PRIVATE')
  expect(verbOf('HELLO')).toBeUndefined()
  expect(verbOf('')).toBeUndefined()
})

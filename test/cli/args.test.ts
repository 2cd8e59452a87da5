import { expect, test } from 'vitest'
import {
  checkArguments,
  DEFAULT_LIMITS,
  decodeArguments,
  NO_LIMITS,
  needsLargerLimit,
} from '../../src/cli/args.js'
import { CliError, UsageError } from '../../src/cli/errors.js'

const say = (message: string) => ({ name: 'bob', message })

test('words become the values of the verb', () => {
  expect(decodeArguments('NOTIF-SINCE', { after: '-', limit: '20' })).toEqual({ after: null, limit: 20 })
  expect(decodeArguments('GROUP-INVITE', { code: 'k3', names: ['e\u0301ve', 'bob'] })).toEqual({
    code: 'k3',
    names: ['\u00e9ve', 'bob'],
  })
})

test.each([
  ['CONTACT-ADD', { name: 'two words' }],
  ['CONTACT-ADD', { name: '' }],
  ['CONTACT-ADD', { name: 'a\tb' }],
  ['CONTACT-ADD', { name: 'bob\r\nAUTH-LOGOUT' }],
  ['GROUP-JOIN', { code: 'a b' }],
  ['GROUP-CREATE', { title: '   ' }],
  ['GROUP-CREATE', { title: 'a\u0085b' }],
  ['GROUP-CREATE', { title: 'half \ud83d' }],
  ['GROUP-INVITE', { code: 'k3', names: ['bob', ''] }],
  ['NOTIF-SINCE', { after: '-', limit: '501' }],
  ['AUTH-LOGIN', { name: 'ann', password: 's3 cret' }],
] as const)('%s %j is refused before anything is sent', (verb, words) => {
  expect(() => decodeArguments(verb, words)).toThrow(UsageError)
})

test('a secret is not repeated by what refuses it', () => {
  expect(() => decodeArguments('AUTH-LOGIN', { name: 'ann', password: 's3 cret' })).toThrow(/^(?!.*s3)/)
})

test('values that no line could carry are refused however they came', () => {
  expect(() => checkArguments('CHAT-PRIVATE-SEND', say('a\nb'), NO_LIMITS)).toThrow(UsageError)
  expect(() => checkArguments('CHAT-PRIVATE-SEND', { name: 'b ob', message: 'x' }, NO_LIMITS)).toThrow(
    UsageError,
  )
})

test('text may hold spaces anywhere and a TAB', () => {
  expect(() => checkArguments('CHAT-PRIVATE-SEND', say('  a\t b  '), DEFAULT_LIMITS)).not.toThrow()
})

test('length counts code points and is told with the limit', () => {
  expect(() => checkArguments('CHAT-PRIVATE-SEND', say('😀'.repeat(100)), DEFAULT_LIMITS)).not.toThrow()
  expect(() => checkArguments('CHAT-PRIVATE-SEND', say('😀'.repeat(101)), DEFAULT_LIMITS)).toThrow(
    expect.objectContaining({ code: 'over-limit', message: expect.stringMatching(/101 .* 100/) }),
  )
})

test('a line of too many bytes is refused though each argument is short enough', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `user${i}`)
  expect(() => checkArguments('GROUP-INVITE', { code: 'k3', names }, DEFAULT_LIMITS)).toThrow(CliError)
  expect(() => checkArguments('GROUP-INVITE', { code: 'k3', names }, NO_LIMITS)).not.toThrow()
})

test('only what is over the usual limit needs the server to be asked', () => {
  expect(needsLargerLimit('CHAT-PRIVATE-SEND', say('x'.repeat(100)))).toBe(false)
  expect(needsLargerLimit('CHAT-PRIVATE-SEND', say('x'.repeat(101)))).toBe(true)
})

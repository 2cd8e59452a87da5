import { expect, test } from 'vitest'
import { verbNames } from '../../src/protocol/verbs.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'

test('replies and events are read, with JSON and codes or without', () => {
  expect(pyChat.read('success [1]')).toEqual({ kind: 'ok', text: '[1]', value: [1] })
  expect(pyChat.read('success bye')).toEqual({ kind: 'ok', text: 'bye', value: undefined })
  expect(pyChat.read('failed busy: later')).toEqual({ kind: 'fail', text: 'later', code: 'busy' })
  expect(pyChat.read('failed later')).toEqual({ kind: 'fail', text: 'later', code: undefined })
  expect(pyChat.read('event {"type":"x"}')).toMatchObject({ kind: 'event', value: { type: 'x' } })
  expect(pyChat.read('220 hello')).toEqual({ kind: 'other', text: '220 hello' })
})

test('only reads that hand nothing out are safe to poll', () => {
  expect(verbNames.filter((verb) => pyChat.isSafe(`${verb} x`))).toEqual([
    'CONTACT-GET',
    'GROUP-GET',
    'NOTIF-GET',
    'SERVER-INFO',
    'NOTIF-SINCE',
    'GROUP-MEMBERS',
    'CHAT-PRIVATE-HISTORY',
    'CHAT-GROUP-HISTORY',
  ])
  expect(pyChat.isSafe('')).toBe(false)
})

test('what a server does not tell of itself is what the protocol says', () => {
  const none = pyChat.facts(pyChat.read('failed what?'))
  expect(none).toEqual({ capabilities: new Set(), limits: { argument: 100, line: 65536, batch: 500 } })
  const value = {
    server: 's',
    protocol: 1,
    limits: { argument: 200, line: 9, file: 5, batch: 1 },
    extensions: ['AUTH-TOKEN'],
  }
  expect(pyChat.facts(pyChat.read(`success ${JSON.stringify(value)}`))).toEqual({
    capabilities: new Set(['SERVER-INFO', 'AUTH-TOKEN']),
    limits: value.limits,
  })
  expect(pyChat.facts(pyChat.read('success py-chat 1.0')).capabilities).toEqual(new Set(['SERVER-INFO']))
})

test('facts are taken as far as they go', () => {
  const value = { limits: { argument: 'many', line: 9, file: -0.5 }, extensions: ['AUTH-TOKEN', 7] }
  expect(pyChat.facts(pyChat.read(`success ${JSON.stringify(value)}`))).toEqual({
    capabilities: new Set(['SERVER-INFO', 'AUTH-TOKEN']),
    limits: { argument: 100, line: 9, batch: 500 },
  })
})

test('a field is read from JSON, else from words that name it', () => {
  const field = (line: string) => pyChat.field(pyChat.read(line), 'code')
  expect(field('success {"code":"abc"}')).toBe('abc')
  expect(field('success group made, code: abc')).toBe('abc')
  expect(field("success the code is 'abc'")).toBe('abc')
  expect(field('success code=abc')).toBe('abc')
  expect(field('success decode: abc')).toBeUndefined()
  expect(field('success {"code":["abc"]}')).toBeUndefined()
  expect(field('success {"name":"code: abc"}')).toBeUndefined()
})

test('passwords and tokens are masked in requests and replies', () => {
  expect(pyChat.mask('AUTH-LOGIN ann secret')).toBe('AUTH-LOGIN ann ***')
  expect(pyChat.mask('AUTH-REGISTER ann secret secret more')).not.toContain('secret')
  expect(pyChat.mask('AUTH-RESUME abc')).toBe('AUTH-RESUME ***')
  expect(pyChat.mask('success {"token":"abc","expires":"x"}')).toBe('success {"token":"***","expires":"x"}')
  expect(pyChat.mask('CHAT-PRIVATE-SEND bob secret')).toBe('CHAT-PRIVATE-SEND bob secret')
})

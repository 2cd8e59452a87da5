import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageLine } from '../../src/cli/message-line.js'

const zone = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Asia/Jakarta'
})
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const message = { id: '1', from: 'budi', text: 'halo', at: '2026-01-01T20:05:00.000Z' }
const file = { code: '7hq2', name: 'a.jpg', size: 1536, mime: 'image/jpeg' }
const terminal = { isTerminal: true, colour: false }
const pipe = { isTerminal: false, colour: false }

test('a terminal gets the local wall time, a pipe RFC 3339 and TABs', () => {
  expect(messageLine(message, terminal)).toBe('2026-01-02 03:05  budi  halo')
  expect(messageLine(message, pipe)).toBe('2026-01-01T20:05:00.000Z\tbudi\thalo')
})

test('a file is told with its code and size', () => {
  const announced = { ...message, text: 'a.jpg', file }
  expect(messageLine(announced, terminal)).toBe(
    '2026-01-02 03:05  budi  a.jpg (file 7hq2, 1.5 KiB, image/jpeg)',
  )
  expect(messageLine(announced, pipe)).toContain('\ta.jpg (file 7hq2, 1536 bytes, image/jpeg)')
})

test('the group is named where it is asked for', () => {
  const sent = { ...message, group: 'k3x9' }
  expect(messageLine(sent, pipe, { group: true })).toContain('\tbudi in k3x9\t')
  expect(messageLine(sent, pipe)).toContain('\tbudi\t')
})

test('nothing in a message breaks its line or its colours', () => {
  const evil = { id: '1', from: 'b\u001b[31m', text: 'a\tb\nc\u009b0m', at: 'never\u0007', group: '\u202e' }
  expect(messageLine(evil, pipe, { group: true })).toBe(
    'never\\u{7}\tb\\u{1b}[31m in \\u{202e}\ta\\tb\\nc\\u{9b}0m',
  )
  expect(messageLine(evil, { isTerminal: true, colour: true })).toBe(
    '\u001b[2mnever\\u{7}\u001b[22m  \u001b[1mb\\u{1b}[31m\u001b[22m  a\\tb\\nc\\u{9b}0m',
  )
})

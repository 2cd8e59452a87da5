import { expect, test } from 'vitest'
import { fits } from '../../src/protocol/shape.js'
import { message } from '../../src/protocol/verbs.js'
import { after, before, toId, toMessage, toTime } from '../../src/server/wire-message.js'

test('a message is shown with what it has and nothing else', () => {
  const stored = { id: 36, from: 'ani', text: 'halo', at: 0 }
  const shown = { id: '10', from: 'ani', text: 'halo', at: '1970-01-01T00:00:00.000Z' }
  const file = { code: 'f1', name: 'a', size: 1, mime: 'text/plain' }
  expect(toMessage(stored)).toEqual(shown)
  expect(toMessage({ ...stored, group: 'k3', file })).toEqual({ ...shown, group: 'k3', file })
  expect(fits(message, toMessage({ ...stored, group: 'k3', file }))).toBe(true)
})

test('an id is written in letters and digits, and read back (AUTH-8)', () => {
  for (const id of [1, 35, 36, 123_456_789, Number.MAX_SAFE_INTEGER]) {
    expect(toId(id)).toMatch(/^[0-9a-z]+$/)
    expect([before(toId(id), id), after(toId(id), id)]).toEqual([id, id])
  }
})

test('without an id one reads from the end or the beginning', () => {
  expect(before(null, 7)).toBeGreaterThan(7)
  expect(after(null, 7)).toBe(0)
})

test.each(['8', 'zzzzzzzzzzz', 'zzzzzzzzzzzzzzzzzzz', '!', 'A', '-1', '1.0', '', ' 1', '１'])(
  'behind %j, which was never given out, there is nothing either way (AUTH-8)',
  (id) => {
    expect(before(id, 7)).toBe(0)
    expect(after(id, 7)).toBe(7)
  },
)

// parseInt reads both as numbers: `NOTIF-SINCE 0 500` starts at the beginning, and 07 is the message 7.
test.each(['0', '07'])('behind %j, which was never given out either, there is nothing either way', (id) => {
  expect(before(id, 7)).toBe(0)
  expect(after(id, 7)).toBe(7)
})

test('a time is RFC 3339 in UTC with milliseconds', () => {
  expect([0, 1_700_000_000_123, 0].map(toTime)).toEqual([
    '1970-01-01T00:00:00.000Z',
    '2023-11-14T22:13:20.123Z',
    '1970-01-01T00:00:00.000Z',
  ])
})

import { expect, test } from 'vitest'
import { retryAfter } from '../../src/client/retry-after.js'

const now = Date.UTC(2026, 10, 22, 21, 0, 0)

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7000],
  ['Sun, 22 Nov 2026 21:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 21:00:30 GMT', 30_000],
  ['Sun Nov 22 21:00:30 2026', 30_000],
  ['Sun, 22 Nov 2026 20:00:00 GMT', 0],
])('%j asks for %i ms', (header, wait) => {
  expect(retryAfter(header, now)).toBe(wait)
})

test.each([
  null,
  undefined,
  '',
  ' ',
  '-5',
  '1.5',
  '5s',
  'soon',
  '2026-11-22',
  'Sunday',
  'Sun, 99 Foo 2026 21:00:30 GMT',
])('%j asks for nothing', (header) => {
  expect(retryAfter(header, now)).toBeUndefined()
})

test('more digits than a number holds are a very long time', () => {
  expect(retryAfter('9'.repeat(400), now)).toBe(Number.POSITIVE_INFINITY)
})

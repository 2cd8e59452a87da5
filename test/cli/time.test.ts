import { afterAll, beforeAll, expect, test } from 'vitest'
import { relativeTime, TIME_WIDTH, wallTime } from '../../src/cli/time.js'

const zone = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Asia/Jakarta'
})
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const now = new Date('2026-01-07T14:00:00+07:00')

test.each([
  ['2026-01-07T14:00:00+07:00', 'now'],
  ['2026-01-07T13:59:01+07:00', 'now'],
  ['2026-01-07T14:00:40+07:00', 'now'],
  ['2026-01-07T13:59:00+07:00', '1 minute ago'],
  ['2026-01-07T13:00:01+07:00', '59 minutes ago'],
  ['2026-01-07T14:30:00+07:00', 'in 30 minutes'],
  ['2026-01-07T13:00:00+07:00', 'today 13:00'],
  ['2026-01-06T17:30:00Z', 'today 00:30'],
  ['2026-01-06T23:59:00+07:00', 'yesterday 23:59'],
  ['2026-01-08T09:00:00+07:00', 'tomorrow 09:00'],
  ['2026-01-05T09:00:00+07:00', 'Monday 09:00'],
  ['2026-01-01T09:00:00+07:00', 'Thursday 09:00'],
  ['2025-12-31T09:00:00+07:00', '2025-12-31 09:00'],
  ['2026-01-10T09:00:00+07:00', '2026-01-10 09:00'],
])('%s is %s', (at, words) => {
  expect(relativeTime(at, now)).toBe(words)
  expect(words.length).toBeLessThanOrEqual(TIME_WIDTH)
})

test('within the hour before midnight it is minutes, whatever the day', () => {
  expect(relativeTime('2026-01-06T23:50:00+07:00', new Date('2026-01-07T00:05:00+07:00'))).toBe(
    '15 minutes ago',
  )
})

test('the time of the wall leaves out the day where it is known', () => {
  expect(wallTime('2026-01-07T02:05:00Z')).toBe('2026-01-07 09:05')
  expect(wallTime('2026-01-07T02:05:00Z', now)).toBe('09:05')
  expect(wallTime('2026-01-06T02:05:00Z', now)).toBe('2026-01-06 09:05')
})

test('what is no moment is shown as it is, and obeyed by no terminal', () => {
  expect(relativeTime('soon\u001b', now)).toBe('soon\\u{1b}')
  expect(wallTime('soon\u001b', now)).toBe('soon\\u{1b}')
})

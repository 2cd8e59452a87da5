import { expect, test } from 'vitest'
import { retryAfterOf, retryDelay } from '../../../src/client/http/retry.js'

const headers = (values: Record<string, string>) => new Headers(values)

test.each([
  ['2', undefined, 2_000],
  ['0', undefined, 0],
  ['Sun, 22 Nov 2026 22:00:05 GMT', undefined, 5_000],
  ['Sun, 22 Nov 2026 22:00:05 GMT', 'Sun, 22 Nov 2026 22:00:02 GMT', 3_000],
  ['Sun, 22 Nov 2026 21:00:00 GMT', undefined, 0],
  ['-1', undefined, undefined],
  ['soon', undefined, undefined],
  ['', undefined, undefined],
])('Retry-After: %s, at the server’s %s, is %s ms', (text, date, wanted) => {
  const now = Date.parse('2026-11-22T22:00:00Z')
  expect(retryAfterOf(headers({ 'retry-after': text, ...(date && { date }) }), now)).toBe(wanted)
})

const once = { isDefinite: false, isRepeatable: true, failures: 0, left: 10_000 }

test('what may have had an effect is made again only where that makes no difference', () => {
  expect(retryDelay(once)).toBeDefined()
  expect(retryDelay({ ...once, isRepeatable: false })).toBeUndefined()
  expect(retryDelay({ ...once, isRepeatable: false, isDefinite: true })).toBeDefined()
})

test('the waits grow, are left to chance, and are never shorter than the server asks', () => {
  const delays = (failures: number, retryAfter?: number) =>
    Array.from({ length: 200 }, () => retryDelay({ ...once, failures, retryAfter })!)
  expect(Math.max(...delays(0))).toBeLessThanOrEqual(100)
  expect(Math.max(...delays(3))).toBeGreaterThan(200)
  expect(new Set(delays(2)).size).toBeGreaterThan(100)
  expect(Math.min(...delays(0, 2_000))).toBeGreaterThanOrEqual(2_000)
})

test('nothing is made again for ever, nor when the time is over by then', () => {
  expect(retryDelay({ ...once, failures: 4 })).toBeUndefined()
  expect(retryDelay({ ...once, retryAfter: 9_999, left: 9_000 })).toBeUndefined()
  expect(retryDelay({ ...once, left: 0 })).toBeUndefined()
})

import { expect, test } from 'vitest'
import { backOff } from '../../src/client/back-off.js'

test('waits are spread from nothing to a bound that doubles up to the longest', () => {
  for (const [failures, bound] of [
    [0, 100],
    [3, 800],
    [5000, 1000],
  ] as const) {
    const waits = Array.from({ length: 2000 }, () => backOff(failures, { first: 100, longest: 1000 }))
    expect(Math.max(...waits)).toBeLessThanOrEqual(bound)
    expect(Math.max(...waits)).toBeGreaterThan(bound * 0.9)
    expect(Math.min(...waits)).toBeLessThan(bound * 0.1)
  }
})

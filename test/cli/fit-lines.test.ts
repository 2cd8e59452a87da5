import { expect, test } from 'vitest'
import { fitLines } from '../../src/cli/fit-lines.js'

test('a line that is too wide goes on below its beginning, a command stays in one piece', () => {
  const text = 'short\n\n    satu dua tiga empat\n  $ pychat chat send budi halo\n'
  expect(fitLines(text, 14)).toBe('short\n\n    satu dua\n    tiga empat\n  $ pychat chat send budi halo\n')
})

test('nothing is cut where the output is no terminal', () => {
  const text = `${'a '.repeat(200)}\n`
  expect(fitLines(text, Number.POSITIVE_INFINITY)).toBe(text)
})

import { expect, test } from 'vitest'
import { UsageError } from '../../src/cli/errors.js'
import { parseDuration } from '../../src/cli/flags.js'

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['2m', 120_000],
  ['1.5s', 1500],
  ['1440m', 86_400_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', '10', '0s', '-1s', '1h', 's', '1e3ms', '0.0001ms', '1441m', '10 s', '99999999999999s'])(
  '%j is no duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError)
  },
)

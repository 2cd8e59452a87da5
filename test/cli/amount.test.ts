import { expect, test } from 'vitest'
import { parseAmount, writeAmount } from '../../src/cli/amount.js'
import { limits } from '../../src/server/options.js'

test.each([
  ['25MiB', 'bytes', 25 * 1024 ** 2],
  ['1.5 KiB', 'bytes', 1536],
  ['10MB', 'bytes', 10_000_000],
  ['1000', 'bytes', 1000],
  ['500ms', 'duration', 500],
  ['2m', 'duration', 120_000],
  ['90d', 'duration', 90 * 86_400_000],
  ['64', 'tokens', 64],
])('%s of %s', (text, unit, value) => {
  expect(parseAmount(text, unit)).toBe(value)
})

test.each([
  ['0', 'bytes'],
  ['-1', 'bytes'],
  ['1.5', 'bytes'],
  ['3x', 'bytes'],
  ['1e9', 'bytes'],
  ['', 'bytes'],
  ['10', 'duration'],
  ['0s', 'duration'],
  ['64k', 'tokens'],
  ['9999999999999999', 'tokens'],
])('%s is no amount of %s', (text, unit) => {
  expect(() => parseAmount(text, unit)).toThrow('write')
})

test("every limit's default is written as it can be read", () => {
  for (const { default: usual, unit } of Object.values(limits)) {
    expect(parseAmount(writeAmount(usual, unit), unit)).toBe(usual)
  }
})

import { expect, test } from 'vitest'
import { BoundedRegex } from '../../src/cli/bounded-regex.js'

test('an expression is found, or not, or given up in time', () => {
  expect(new BoundedRegex('^deploy \\p{L}+$').test('deploy ünïcode')).toBe(true)
  expect(new BoundedRegex('^deploy').test('no deploy')).toBe(false)
  const careless = new BoundedRegex('^(a+)+$')
  const start = performance.now()
  expect(careless.test(`${'a'.repeat(60)}!`)).toBeUndefined()
  expect(performance.now() - start).toBeLessThan(2000)
  expect(careless.test('aaa')).toBe(true)
  expect(() => new BoundedRegex('(')).toThrow(/Invalid regular expression/)
})

import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { likeness } from '../../src/testing/likeness.js'

const alike = (value: unknown, pattern: unknown) => likeness(value, pattern, isDeepStrictEqual)

test('a value is reduced to what the pattern names', () => {
  expect(alike({ a: 1, b: 2, c: { d: 3, e: 4 } }, { a: 1, c: { d: 5 }, f: 6 })).toEqual({ a: 1, c: { d: 3 } })
})

test('items beyond the pattern are shown whole', () => {
  expect(alike([{ a: 1, b: 2 }, { a: 3 }], [{ a: 9 }])).toEqual([{ a: 1 }, { a: 3 }])
  expect(alike([], [{ a: 9 }])).toEqual([])
})

test('what matches is written as the pattern is', () => {
  const pattern = [expect.any(String), 2]
  const matches = (value: unknown, part: unknown) => (part === pattern[0] ? value === 'x' : value === part)
  expect((likeness(['x', 3], pattern, matches) as unknown[])[0]).toBe(pattern[0])
})

test('a value of another kind is shown as it is', () => {
  expect(alike([1], { a: 1 })).toEqual([1])
  expect(alike({ a: 1 }, [1])).toEqual({ a: 1 })
  expect(alike(null, { a: 1 })).toBe(null)
  expect(alike({ a: 1 }, expect.any(String))).toEqual({ a: 1 })
})

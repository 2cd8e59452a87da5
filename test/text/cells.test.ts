import { expect, test } from 'vitest'
import { cellsOf } from '../../src/text/cells.js'

test('a wide character takes two cells, a combining mark none', () => {
  expect(['halo', '日本', 'e\u0301', '👩‍👩‍👧', ''].map(cellsOf)).toEqual([4, 4, 1, 2, 0])
})

test('a long text takes what its characters take', () => {
  expect(cellsOf('👩‍👩‍👧x日'.repeat(200))).toBe(1_000)
})

test('a text of 300 kB is measured in seconds at the most', () => {
  expect(cellsOf('مرحبا '.repeat(50_000))).toBe(300_000)
})

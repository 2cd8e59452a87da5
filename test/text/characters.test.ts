import { expect, test } from 'vitest'
import { characters } from '../../src/text/characters.js'

test('a long text is taken apart as a short one is', () => {
  expect([...characters('👩‍👩‍👧x'.repeat(200))]).toEqual(Array(200).fill(['👩‍👩‍👧', 'x']).flat())
  expect([...characters(`a${'\u0301'.repeat(600)}`)].join('')).toHaveLength(601)
})

test('a text of 1 MB takes seconds at the most, where the segmenter by itself takes half an hour', () => {
  let count = 0
  for (const _ of characters('ab'.repeat(500_000))) count++
  expect(count).toBe(1_000_000)
})

import { expect, test } from 'vitest'
import { fold, foldText } from '../../../src/scenario/reports/fold.js'

test('lines are cut between characters, and marks stay with theirs', () => {
  expect(foldText('日本語x', 5)).toEqual(['日本', '語x'])
  expect(
    fold(
      [
        { text: 'abc', changed: false },
        { text: 'de', changed: true },
      ],
      4,
    ),
  ).toEqual([
    [
      { text: 'abc', changed: false },
      { text: 'd', changed: true },
    ],
    [{ text: 'e', changed: true }],
  ])
})

test('a text of 300 kB takes seconds at the most', () => {
  expect(foldText('ab'.repeat(150_000), 80)).toHaveLength(3_750)
})

import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { lineView } from '../../src/shell/line-view.js'
import fc from '../helpers/properties.js'

test('a line that fits is shown whole, with the cursor counted in cells', () => {
  expect(lineView({ label: 'budi> ', text: '日本👩‍👩‍👧x', cursor: 2 }, 40)).toEqual({
    row: 'budi> 日本👩‍👩‍👧x',
    column: 10,
  })
})

test('a longer line shows what is around the cursor', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz'
  expect(lineView({ label: '> ', text, cursor: 26 }, 13)).toEqual({ row: '> rstuvwxyz', column: 11 })
  expect(lineView({ label: '> ', text, cursor: 0 }, 13)).toEqual({ row: '> abcdefghij', column: 2 })
})

test('secrets are stars, and what a terminal would obey is written out', () => {
  const line = { label: '', text: 'login a p4s s\u202e', cursor: 0, secretAt: 8 }
  expect(lineView(line, 40).row).toBe('login a *** **')
  expect(lineView({ label: '', text: 'a\u202eb', cursor: 2 }, 40)).toEqual({ row: 'a\\u{202e}b', column: 9 })
})

test('of a text of 1 MB only what is around the cursor is looked at', () => {
  const text = '日本語'.repeat(333_333)
  for (let i = 0; i < 100; i++) lineView({ label: '> ', text, cursor: 500_000 }, 80)
  expect(lineView({ label: '> ', text, cursor: 500_000 }, 10)).toEqual({ row: '> 語日本', column: 8 })
  expect(lineView({ label: '> ', text: '👩‍👩‍👧'.repeat(500), cursor: 8 * 250 }, 10)).toEqual({
    row: '> 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧',
    column: 8,
  })
})

test('whatever is typed, on however narrow a terminal, takes one row and less than its width', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.nat(),
      fc.integer({ min: 12, max: 60 }),
      (label, text, place, columns) => {
        const { row, column } = lineView({ label, text, cursor: place % (text.length + 1) }, columns)
        expect(stringWidth(row)).toBeLessThan(columns)
        expect(column).toBeLessThan(columns)
        expect(row).not.toContain('\n')
      },
    ),
  )
})

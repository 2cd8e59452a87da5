import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { messageView } from '../../src/shell/message-view.js'
import fc from '../helpers/properties.js'

const today = new Date('2026-01-02T12:00:00')
const at = new Date('2026-01-02T09:05:00').toISOString()
const screen = { columns: 40, colour: false, today }

test('a long message is wrapped at spaces, its lines below each other', () => {
  const text = 'satu dua tiga empat lima enam tujuh delapan'
  expect(messageView({ at, from: 'budi', text }, screen)).toBe(
    ['09:05  budi  satu dua tiga empat lima', '             enam tujuh delapan'].join('\n'),
  )
})

test('the day is told where it is another', () => {
  const view = messageView(
    { at: new Date('2025-12-31T23:59:00').toISOString(), from: 'b', text: 'x' },
    screen,
  )
  expect(view).toBe('2025-12-31 23:59  b  x')
})

test('a file is told with its size and how to get it', () => {
  const file = { code: '7hq2v9d4m1xs', name: 'a.png', size: 2048, mime: 'image/png' }
  expect(messageView({ at, from: 'b', text: 'a.png', file }, { ...screen, columns: 80 })).toBe(
    '09:05  b  a.png (2.0 KiB; /get 7hq2v9d4m1xs)',
  )
})

test('whatever is said, by whomever, no row is as wide as the terminal and no text is lost', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
  fc.assert(
    fc.property(
      text,
      fc.string({ maxLength: 6 }),
      fc.integer({ min: 30, max: 90 }),
      (text, from, columns) => {
        const view = messageView({ at, from, text }, { columns, colour: true, today })
        const rows = stripVTControlCharacters(view).split('\n')
        for (const row of rows) expect(stringWidth(row)).toBeLessThan(columns)
      },
    ),
  )
})

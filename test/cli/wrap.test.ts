import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { wrap } from '../../src/cli/wrap.js'
import { characters } from '../../src/text/characters.js'
import fc from '../helpers/properties.js'

test('lines end at spaces, and the first has less room', () => {
  expect(wrap('satu dua tiga empat', 12, 6, 2)).toEqual(['satu', 'dua tiga', 'empat'])
})

test('a word that is wider than a line is cut between characters', () => {
  expect(wrap('abcdefgh', 5, 0, 2)).toEqual(['abcde', 'fgh'])
  expect(wrap('日本語日本語', 5, 0, 0)).toEqual(['日本', '語日', '本語'])
})

test('a word that fits into a line of its own is not cut', () => {
  expect(wrap('k3x9m2p7q4r8', 14, 10, 2)).toEqual(['', 'k3x9m2p7q4r8'])
})

test('of what is at the end of a line only spaces are left out', () => {
  expect(wrap('abcd \u2028!', 4, 0, 0).join('')).toBe('abcd\u2028!')
  expect(wrap('halo\u00a0 ', 20, 0, 0)).toEqual(['halo\u00a0'])
})

test('whatever the text, no line of more than a character is too wide and nothing but spaces is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(' '))).map((parts) => parts.join(' ')),
      fc.integer({ min: 4, max: 60 }),
      fc.nat(80),
      fc.nat(2),
      (text, columns, start, indent) => {
        const lines = wrap(text, columns, start, indent)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines.slice(1)) {
          if ([...characters(line)].length > 1)
            expect(stringWidth(line)).toBeLessThanOrEqual(columns - indent)
        }
      },
    ),
  )
})

test('a text of 300 kB is wrapped at once, and left alone where there is no width', () => {
  const text = 'a'.repeat(300_000)
  expect(wrap(text, 80, 10, 0)).toHaveLength(3_751)
  expect(wrap(text, Number.POSITIVE_INFINITY, 10, 0)).toEqual([text])
})

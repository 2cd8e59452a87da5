import { expect, test } from 'vitest'
import { safe } from '../../src/cli/hostile-text.js'
import fc from '../helpers/properties.js'

test.each([
  ['\u001b[2J\u001b]0;title\u0007', '\\u{1b}[2J\\u{1b}]0;title\\u{7}'],
  ['\u009b31m', '\\u{9b}31m'],
  ['one\r\ntwo\tthree', 'one\\r\\ntwo\\tthree'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['\u2066a\u2069\u200f', '\\u{2066}a\\u{2069}\\u{200f}'],
  ['ad\u200bmin', 'ad\\u{200b}min'],
  ['ad\u200dmin', 'ad\\u{200d}min'],
  ['ad\u00admin', 'ad\\u{ad}min'],
  ['\ufeffann', '\\u{feff}ann'],
  ['a\u2028b', 'a\\u{2028}b'],
  ['a\u{e0041}b', 'a\\u{e0041}b'],
  ['\u3164', '\\u{3164}'],
  ['\u007f', '\\u{7f}'],
  ['\ud800', '\\u{d800}'],
])('what a terminal might obey or nobody sees is escaped: %j', (text, shown) => {
  expect(safe(text)).toBe(shown)
})

test.each([
  'halo, apa kabar?',
  'día ñ ü — “quoted”',
  '日本語 한국어 ไทย',
  'مرحبا بالعالم',
  'می‌خواهم',
  'क्‍ष',
  '👩‍👩‍👧‍👦 👍🏽 ❤️‍🔥 1️⃣ 🏳️‍🌈',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'e\u0301',
])('ordinary text stays as it is: %s', (text) => {
  expect(safe(text)).toBe(text)
})

test('nothing that comes out is a control or bidi character, whatever went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(safe(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u)
    }),
  )
})

import { expect, test } from 'vitest'
import { visible } from '../../src/scenario/visible.js'

test.each([
  ['an escape sequence', '\u001b[2J', '\\u{1b}[2J'],
  ['line ends and TABs', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['a C1 control', '\u009b', '\\u{9b}'],
  ['a bidi control', 'a\u202eb', 'a\\u{202e}b'],
  ['what nobody sees', 'a\u200b\ufe0f\u{e0041}', 'a\\u{200b}\\u{fe0f}\\u{e0041}'],
  ['half a character', 'a\ud800', 'a\\u{d800}'],
])('%s is written out', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('text of any script is left as it is', () => {
  expect(visible('déjà vu 水 🙂 "quoted" \\')).toBe('déjà vu 水 🙂 "quoted" \\')
})

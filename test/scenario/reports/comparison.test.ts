import { expect, test } from 'vitest'
import { type Comparison, compare } from '../../../src/scenario/reports/comparison.js'
import { shortened } from '../../../src/scenario/reports/shortened.js'

/** What differs in brackets. */
function marked(comparison: Comparison): string[] {
  if (comparison.kind === 'lines') return comparison.lines.map(({ sign, text }) => `${sign} ${text}`)
  const side = (parts: typeof comparison.wanted) =>
    parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')
  return [side(comparison.wanted), side(comparison.got)]
}

test('words that differ are marked, and characters where the words have nothing in common', () => {
  expect(marked(compare('success hi bob', 'success hi rob'))).toEqual([
    'success hi [bob]',
    'success hi [rob]',
  ])
  expect(marked(compare('k3x9m2q', 'k3x9m7q'))).toEqual(['k3x9m[2]q', 'k3x9m[7]q'])
  expect(marked(compare('success hi', 'success hi '))).toEqual(['success hi', 'success hi[ ]'])
})

test('texts with little in common have no marks', () => {
  expect(marked(compare('a success', 'failed malformed: two spaces in a row'))).toEqual([
    'a success',
    'failed malformed: two spaces in a row',
  ])
})

test('characters that nobody would see are compared as they are written out', () => {
  expect(marked(compare('success hi', 'success hi\r'))[1]).toBe('success hi[\\r]')
})

test('a value out of a line is compared with the value that was wanted, not with the line', () => {
  expect(marked(compare('JSON at [0].text: "hi bob"', '"hi rob", in success [{"text":"hi rob"}]'))).toEqual([
    'JSON at [0].text: "hi [bob]"',
    '"hi [rob]", in success [{"text":"hi rob"}]',
  ])
})

test('what is far from any difference is left out, and what is long is cut', () => {
  const long = 'word '.repeat(1000)
  const [wanted, got] = marked(compare(`${long}a ${long}`, `${long}b ${long}`))
  expect(wanted).toMatch(/^….{0,60}\[a\].{0,60}…$/)
  expect(got).toMatch(/^….{0,60}\[b\].{0,60}…$/)
  expect(shortened('x'.repeat(1000))).toBe(`${'x'.repeat(400)}… (1000 characters)`)
  expect(shortened(`${'x'.repeat(399)}😀`)).not.toMatch(/\p{Cs}/u)
})

test('keys in another order are no difference', () => {
  const [a, b] = [
    { one: 1, two: 'x'.repeat(60) },
    { two: 'x'.repeat(60), one: 2 },
  ]
  const lines = marked(compare(JSON.stringify(a), `success ${JSON.stringify(b)}`))
  expect(lines.slice(0, 4)).toEqual(['+ success', '  {', '-   "one": 1,', '+   "one": 2,'])
})

test('long lists show what is near a difference', () => {
  const list = (changed: number) =>
    JSON.stringify(Array.from({ length: 500 }, (_, i) => (i === 250 ? changed : i)))
  const lines = marked(compare(list(-1), list(-2)))
  expect(lines).toEqual([
    '  …',
    ...['    247,', '    248,', '    249,', '-   -1,', '+   -2,', '    251,', '    252,', '    253,'],
    '  …',
  ])
})

test('megabytes, endless brackets and deep nesting take no time', () => {
  const started = performance.now()
  const noise = Array.from({ length: 100_000 }, (_, i) => `${(i * 7919) % 1000}`)
  compare(noise.join(' '), noise.reverse().join(' '))
  compare(' ['.repeat(100_000), ' ['.repeat(100_000))
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  compare(deep, `${deep} `)
  compare(`${'1, in '.repeat(100_000)}`, '1')
  expect(performance.now() - started).toBeLessThan(5000)
})

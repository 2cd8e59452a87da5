import { expect, test } from 'vitest'
import { splitMessage } from '../../src/cli/split-message.js'
import { characters } from '../../src/protocol/request.js'
import fc from '../helpers/properties.js'

const split = (text: string, limit: number) => [...splitMessage(text, limit)]

test('a text within the limit stays whole, its spaces included', () => {
  expect(split('  a  b ', 7)).toEqual(['  a  b '])
})

test('a cut falls at a space, which is dropped', () => {
  expect(split('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  expect(split('exactly ten', 7)).toEqual(['exactly', 'ten'])
})

test('a word over the limit is cut between its characters', () => {
  expect(split('aaaaaaaaaa b', 4)).toEqual(['aaaa', 'aaaa', 'aa b'])
})

test('a script without spaces is cut between its words', () => {
  expect(split('我们喜欢聊天', 3)).toEqual(['我们', '喜欢', '聊天'])
})

test('the limit counts code points and no grapheme is cut that fits', () => {
  expect(split('😀😀😀', 2)).toEqual(['😀😀', '😀'])
  expect(split('👍🏽👍🏽', 3)).toEqual(['👍🏽', '👍🏽'])
  expect(split('e\u0301e\u0301', 3)).toEqual(['e\u0301', 'e\u0301'])
})

test('a grapheme that alone is over the limit is cut all the same', () => {
  expect(split(`e${'\u0301'.repeat(4)}`, 2)).toEqual(['e\u0301', '\u0301\u0301', '\u0301'])
})

test('a run of spaces longer than the limit makes no empty message', () => {
  expect(split(`a${' '.repeat(50)}b`, 10)).toEqual(['a', 'b'])
  expect(split(`${' '.repeat(50)}b`, 10)).toEqual(['b'])
  expect(split(' '.repeat(50), 10)).toEqual([])
})

test('every piece is a message within the limit and nothing but spaces is lost', () => {
  const unit = fc.constantFrom(' ', 'a', 'ü', '😀', '\u0301', '👍🏽', '語', '\t')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (text, limit) => {
      const pieces = split(text, limit)
      for (const piece of pieces) {
        expect(characters(piece)).toBeLessThanOrEqual(limit)
        expect(piece).toMatch(/[^ ]/)
      }
      expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})

test('megabytes without a space are split in a time that grows with their length', () => {
  const started = performance.now()
  expect(split('語'.repeat(5_000_000), 100).join('')).toHaveLength(5_000_000)
  expect(performance.now() - started).toBeLessThan(10_000)
})

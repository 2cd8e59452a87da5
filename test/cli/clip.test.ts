import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { characters, clip } from '../../src/cli/clip.js'
import fc from '../helpers/properties.js'

test('what fits is left as it is', () => {
  expect(clip('日本', 4)).toBe('日本')
  expect(clip('', 0)).toBe('')
})

test('what does not fit ends with an ellipsis, and no character is cut in two', () => {
  expect(clip('halo semua', 5)).toBe('halo…')
  expect(clip('日本語', 4)).toBe('日…')
  expect(clip('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…')
  expect(clip('halo', 0)).toBe('')
})

test('a long text is taken apart as a short one is', () => {
  expect([...characters('👩‍👩‍👧x'.repeat(200))]).toEqual(Array(200).fill(['👩‍👩‍👧', 'x']).flat())
  expect([...characters(`a${'\u0301'.repeat(600)}`)].join('')).toHaveLength(601)
  expect([...characters('a'.repeat(300_000))]).toHaveLength(300_000)
})

test('whatever the text, it takes no more cells than it may', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, cells) => {
      expect(stringWidth(clip(text, cells))).toBeLessThanOrEqual(cells)
    }),
  )
})

import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { clip } from '../../src/text/clip.js'
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

test('of a text of 1 MB no more is looked at than is shown', () => {
  expect(clip('日'.repeat(500_000), 5)).toBe('日日…')
})

test('whatever the text, it takes no more cells than it may', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, cells) => {
      expect(stringWidth(clip(text, cells))).toBeLessThanOrEqual(cells)
    }),
  )
})

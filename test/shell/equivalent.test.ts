import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { equivalent } from '../../src/shell/equivalent.js'
import fc from '../helpers/properties.js'

test('plain words stand as they are, others are quoted', () => {
  expect(equivalent('contact add', ['budi'], ['--server', 'tcp://chat.example:8000'])).toBe(
    'pychat contact add --server tcp://chat.example:8000 budi',
  )
  expect(equivalent('chat send', ['budi', "it's"])).toBe("pychat chat send budi 'it'\\''s'")
})

test('a message that begins with a dash stands behind --', () => {
  expect(equivalent('chat send', ['-5'], ['-g', 'k3x9'])).toBe('pychat chat send -g k3x9 -- -5')
})

test('a shell takes each word as it was', () => {
  const word = fc.string({ unit: 'grapheme' }).filter((word) => !/^-|[\p{Cc}\p{Cs}]/u.test(word))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const script = `pychat() { printf '%s\\0' "$@"; }; ${equivalent('chat send', words)}`
      const taken = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
      expect(taken).toBe(['chat', 'send', ...words, ''].join('\0'))
    }),
    { numRuns: 30 },
  )
})

import { expect, test } from 'vitest'
import { hashToken, newCode, newToken } from '../../src/server/codes.js'

test('a code holds at least 50 bits, a token at least 128 (GROUP-1, AUTH-6)', () => {
  const codes = Array.from({ length: 20_000 }, newCode)
  expect(new Set(codes).size).toBe(codes.length)
  for (const word of [...codes, newToken()]) expect(word).toMatch(/^[0-9a-z]+$/)
  // 32 digits, all of them used in every place: 5 bits a digit.
  const digits = Array.from(codes[0]!, (_, place) => new Set(codes.map((code) => code[place])).size)
  expect(new Set(digits)).toEqual(new Set([32]))
  expect(newCode().length * 5).toBeGreaterThanOrEqual(50)
  expect(newToken().length * 5).toBeGreaterThanOrEqual(128)
})

test('what is kept of a token does not tell it', () => {
  const token = newToken()
  expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/)
  expect(hashToken(token)).toBe(hashToken(token))
  expect(hashToken(token)).not.toBe(hashToken(newToken()))
})

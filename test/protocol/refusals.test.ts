import { expect, test } from 'vitest'
import {
  isRefusalCode,
  LINE_REFUSALS,
  Refusal,
  refusals,
  SERVER_REFUSALS,
} from '../../src/protocol/refusals.js'
import { rowOf, verbNames } from '../../src/protocol/verbs.js'

const codes = Object.keys(refusals)

test('every code is lower-case words that a client can match up to the colon (REPLY-3)', () => {
  for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

test('every code has words of one line and a status of HTTP', () => {
  for (const { words, http } of Object.values(refusals)) {
    expect(words).toMatch(/^\S.*[^.\s]$/)
    expect(http).toBeGreaterThanOrEqual(400)
    expect(http).toBeLessThan(600)
  }
})

test('every code is one of a verb, of the line or of the server', () => {
  const used = new Set<string>([
    ...LINE_REFUSALS,
    ...SERVER_REFUSALS,
    ...verbNames.flatMap((verb) => rowOf(verb).refusals),
  ])
  expect(codes.filter((code) => !used.has(code))).toEqual([])
})

test('only where the server itself failed may a request have had an effect', () => {
  expect(Object.entries(refusals).filter(([, { definite }]) => !definite)).toEqual([
    ['internal', refusals.internal],
  ])
})

test('who has no session is told of both ways to one (AUTH-1)', () => {
  expect(refusals['not-authorized'].words).toMatch(/AUTH-LOGIN.*AUTH-REGISTER/)
})

test('a refusal without a cause has the words of its code', () => {
  expect(new Refusal('busy').cause).toBe(refusals.busy.words)
  expect(new Refusal('busy', 'later').cause).toBe('later')
})

test('nothing that every object has is a code', () => {
  for (const word of ['toString', '__proto__', 'constructor', '']) expect(isRefusalCode(word)).toBe(false)
})

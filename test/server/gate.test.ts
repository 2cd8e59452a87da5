import { describe, expect, test } from 'vitest'
import { Refusal } from '../../src/protocol/refusals.js'
import { rowOf, verbNames } from '../../src/protocol/verbs.js'
import { gate } from '../../src/server/gate.js'

const code = (line: string, hasSession: boolean) => {
  const request = gate(line, hasSession, 100)
  return request instanceof Refusal ? request.code : request.verb
}

describe.each(verbNames)('%s', (verb) => {
  const { session, refusals, example } = rowOf(verb)

  test('passes or not without a session, as its row says (AUTH-1)', () => {
    expect(code(example, false)).toBe(session === 'none' ? verb : 'not-authorized')
  })

  test('passes or not with a session, as its row says', () => {
    expect(code(example, true)).toBe(refusals.includes('already-authorized') ? 'already-authorized' : verb)
  })
})

test('the checks come in their order (REPLY-5)', () => {
  expect(code('CHAT-PRIVATE-GET \u0001', false)).toBe('malformed')
  expect(code('NO-SUCH  x', false)).toBe('unknown-keyword')
  expect(code('CHAT-PRIVATE-GET  x', false)).toBe('not-authorized')
  expect(code('CHAT-PRIVATE-GET', false)).toBe('not-authorized')
  expect(code('AUTH-LOGIN a', true)).toBe('wrong-arguments')
  expect(code(`AUTH-LOGIN a ${'x'.repeat(101)}`, true)).toBe('argument-too-long')
  expect(code('AUTH-LOGIN !a b', true)).toBe('bad-argument')
  expect(code('AUTH-LOGIN a b', true)).toBe('already-authorized')
  expect(code('AUTH-REGISTER a b c', true)).toBe('already-authorized')
})

import { expect, test } from 'vitest'
import { maskReply, maskRequest } from '../../src/client/mask.js'

test.each([
  ['AUTH-REGISTER ann secret secret', 'AUTH-REGISTER ann *** ***'],
  ['AUTH-LOGIN ann secret', 'AUTH-LOGIN ann ***'],
  ['AUTH-PASSWORD old new new', 'AUTH-PASSWORD *** *** ***'],
  ['AUTH-RESUME 3kq8z1', 'AUTH-RESUME ***'],
  ['CHAT-PRIVATE-SEND bob my password is x', 'CHAT-PRIVATE-SEND bob my password is x'],
  ['AUTH-LOGOUT', 'AUTH-LOGOUT'],
  ['', ''],
])('%j is shown as %j', (line, shown) => {
  expect(maskRequest(line)).toBe(shown)
})

test.each([
  ['AUTH-LOGIN  ann secret', 'AUTH-LOGIN  ann ***'],
  ['AUTH-LOGIN ann se cret', 'AUTH-LOGIN ann *** ***'],
  [' auth-login ann secret', ' auth-login ann ***'],
  ['AUTH-LOGIN\tann\tsecret', 'AUTH-LOGIN\tann\t***'],
])('the malformed line %j shows no secret either', (line, shown) => {
  expect(maskRequest(line)).toBe(shown)
})

test('a granted token is hidden, in whatever form it comes, and a refusal is not', () => {
  expect(maskReply('success {"token":"abc","expires":"2030"}', 'AUTH-TOKEN')).toBe('success ***')
  expect(maskReply('your token is abc', 'AUTH-TOKEN')).toBe('success ***')
  expect(maskReply('failed not-authorized: log in', 'AUTH-TOKEN')).toBe('failed not-authorized: log in')
})

test('a secret that the server echoes is hidden', () => {
  const reply = 'failed unknown command AUTH-LOGIN ann $ecret.*'
  expect(maskReply(reply, 'AUTH-LOGIN ann $ecret.*')).toBe('failed unknown command AUTH-LOGIN ann ***')
  expect(maskReply('success {"user":"ann"}', 'AUTH-LOGIN ann secret')).toBe('success {"user":"ann"}')
})

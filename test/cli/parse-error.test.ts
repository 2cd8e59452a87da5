import { string } from '@oclif/core/flags'
import { expect, test } from 'vitest'
import { parseError } from '../../src/cli/parse-error.js'

const command = { id: 'chat:send', flags: { group: string() }, baseFlags: { server: string() } }
const told = (error: object) => {
  const { message, hint } = parseError(Object.assign(new Error('x'), error), command)
  return { message, hint }
}

test('an unknown flag is named, and the nearest one is the next command', () => {
  const message = 'there is no flag --grop=x'
  expect(told({ flags: ['--grop=x'] })).toEqual({ message, hint: 'pychat chat send --group' })
  expect(told({ flags: ['--sever'] }).hint).toBe('pychat chat send --server')
  expect(told({ flags: ['-q'] }).hint).toBe('pychat chat send --help')
})

test('missing arguments are told by their names', () => {
  expect(told({ args: [{ name: 'code' }, { name: 'names' }] })).toEqual({
    message: 'CODE and NAMES must be given',
    hint: 'pychat chat send --help',
  })
})

test('of words too many it is said how a text with spaces is given', () => {
  const message = 'unexpected argument: apa kabar; a text with spaces is put in quotes'
  expect(told({ args: ['apa', 'kabar'] }).message).toBe(message)
})

test.each([
  [
    'Parsing --limit \n\tExpected an integer but received: x\nSee more help with --help',
    '--limit: Expected an integer but received: x',
  ],
  [
    'The following error occurred:\n  Missing required flag server\nSee more help with --help',
    '--server must be given',
  ],
  [
    'The following error occurred:\n  --json=true cannot also be provided when using --plain\nSee more help with --help',
    '--json and --plain exclude each other',
  ],
])('%j is one line without what says nothing', (message, words) => {
  expect(told({ message }).message).toBe(words)
})

import { expect, test } from 'vitest'
import { findCommand } from '../../src/cli/find-command.js'

const known = {
  info: { id: 'info', takesWords: false },
  'chat send': { id: 'chat:send', takesWords: true },
  scenario: { id: 'scenario', takesWords: true },
  'scenario run': { id: 'scenario:run', takesWords: true },
}

test.each([
  { line: '--version', id: '--version', rest: [] },
  { line: 'info', id: 'info', rest: [] },
  { line: 'info --json', id: 'info', rest: ['--json'] },
  { line: 'chat send bob hi', id: 'chat:send', rest: ['bob', 'hi'] },
  { line: 'chat send -g code hi', id: 'chat:send', rest: ['-g', 'code', 'hi'] },
  { line: 'chat send bob -- -h', id: 'chat:send', rest: ['bob', '--', '-h'] },
  { line: 'scenario run x', id: 'scenario:run', rest: ['x'] },
  { line: 'scenario runs x', id: 'scenario', rest: ['runs', 'x'] },
])('$line is $id', ({ line, id, rest }) => {
  expect(findCommand(line.split(' '), known)).toEqual({ id, rest })
})

test.each([
  { line: '', why: 'it names nothing' },
  { line: 'chat', why: 'it is a topic' },
  { line: 'chat sent bob', why: 'it is mistyped' },
  { line: 'chat:send bob hi', why: 'it is written in a way of its own' },
  { line: 'info about', why: 'the command takes no words' },
  { line: '--json info', why: 'a flag comes first' },
  { line: 'chat send --help', why: 'it asks for help' },
  { line: 'chat send bob -h', why: 'it asks for help' },
  { line: '--version --json', why: 'it is more than the version' },
  { line: 'constructor', why: 'it is no command' },
])('"$line" is left to oclif: $why', ({ line }) => {
  expect(findCommand(line.split(' '), known)).toBeUndefined()
})

import { expect, test } from 'vitest'
import { unknownCommand } from '../../src/cli/unknown-command.js'

const command = (id: string, aliases: string[] = [], hidden = false) => ({ id, aliases, hidden })
const config = {
  commands: [
    command('chat:send'),
    command('group:get', ['group:list']),
    command('raw'),
    command('secret', [], true),
  ],
  topics: [{ name: 'chat' }, { name: 'group' }],
} as never

test.each([
  ['chat:sned', 'pychat chat send'],
  ['chat sned bob hi', 'pychat chat send'],
  ['gruop:list', 'pychat group list'],
  ['raww', 'pychat raw'],
  ['grup', 'pychat group'],
  ['chta frobnicate', 'pychat chat'],
  ['exit-code', 'pychat help exit-codes'],
  ['secrat', 'pychat --help'],
  ['xyzzy', 'pychat --help'],
  ['x'.repeat(100_000), 'pychat --help'],
])('for %s the next thing to type is %s', (id, hint) => {
  expect(unknownCommand(config, id)).toMatchObject({ code: 'usage', hint })
})

test('a stray word behind a command is told as such', () => {
  expect(unknownCommand(config, 'group:get:extra')).toMatchObject({
    message: 'unexpected argument: extra',
    hint: 'pychat group get --help',
  })
})

import { expect, test } from 'vitest'
import { readBashLine } from '../../../../src/cli/completion/shells/bash-line.js'

const BREAKS = ' \t\n"\'><=;|&(:'

test.each([
  ['pychat', [], 'pychat'],
  ['pychat ', ['pychat'], ''],
  ['pychat  chat\tse', ['pychat', 'chat'], 'se'],
  ['pychat chat send mo\\ d', ['pychat', 'chat', 'send'], 'mo d'],
  [`pychat 'a b' "c \\" \\d" ''`, ['pychat', 'a b', 'c " \\d'], ''],
  [`pychat ''`, ['pychat'], ''],
  [`pychat '' x`, ['pychat', ''], 'x'],
  ['pychat $(touch x) y', [], 'y'],
  ['echo x | pychat chat ', ['pychat', 'chat'], ''],
  ['pychat chat get > file x', ['pychat', 'chat', 'get'], 'x'],
  ['pychat chat get 2>/dev/null x', ['pychat', 'chat', 'get'], 'x'],
  ['pychat \\', ['pychat'], ''],
  ['', [], ''],
])('%s', (line, before, current) => {
  const read = readBashLine(line, BREAKS)
  if (line.includes('$(')) expect(read?.current).toBe(current)
  else expect(read).toMatchObject({ before, current })
})

test.each(['pychat chat get > fi', 'pychat chat get 2>', 'pychat <'])(
  'a file is named at the end of %s',
  (line) => {
    expect(readBashLine(line, BREAKS)).toBeUndefined()
  },
)

test.each([
  ['pychat --user=mo', 7, ''],
  ['pychat tcp://lo', 4, ''],
  ['pychat "a=b', 0, '"'],
  ["pychat x'a:b", 1, "'"],
  ['pychat a\\:b', 0, ''],
  ['pychat "a"b', 1, ''],
])('of the end of %s readline keeps %i characters', (line, kept, quote) => {
  expect(readBashLine(line, BREAKS)).toMatchObject({ kept, quote })
})

test('without breaks readline replaces the whole word', () => {
  expect(readBashLine('pychat --user=mo', ' \t\n')).toMatchObject({ current: '--user=mo', kept: 0 })
})

import { expect, test } from 'vitest'
import { positionAt } from '../../../src/cli/completion/position.js'
import type { Flag, Surface } from '../../../src/cli/completion/surface.js'

const flag = (name: string, more: Partial<Flag> = {}): Record<string, Flag> => ({
  [name]: { name, type: 'option', ...more },
})
const command = (id: string, args = {}, flags: Record<string, Flag> = {}) => ({
  ...{ id, aliases: [], summary: `about ${id}`, args, flags },
})

const surface: Surface = {
  commands: [
    command(
      'chat:send',
      { to: { completes: 'contact' }, text: {} },
      {
        ...flag('group', { char: 'g', completes: 'group' }),
        ...flag('user', { completes: 'user' }),
        ...flag('split', { type: 'boolean' }),
        ...flag('preview', { type: 'boolean', allowNo: true, exclusive: ['split'] }),
        ...flag('secret', { hidden: true }),
      },
    ),
    { ...command('chat:get', { from: { completes: 'contact' } }), aliases: ['inbox'] },
    command('group:invite', {
      code: { completes: 'group' },
      names: { completes: 'contact', multiple: true },
    }),
    command(
      'run',
      { files: { completes: 'file', multiple: true } },
      {
        ...flag('tag', { completes: 'tag', multiple: true }),
        ...flag('from', { completes: 'contact', multiple: true }),
        ...flag('level', { options: ['must', 'may'] }),
        ...flag('report', { completes: ['html', 'json'] }),
        ...flag('key', { helpValue: '<path>' }),
      },
    ),
    { ...command('__complete'), hidden: true },
  ],
  topics: { chat: { description: 'Talk' } },
}

/** What stands at the end of a line. */
function at(line: string) {
  const all = line.split(' ')
  const { words, ...rest } = positionAt(all.slice(0, -1), all.at(-1)!, surface)
  return { words: words.map(({ word }) => word), ...rest }
}

test('commands and topics are offered by their first words, each once, and no hidden one', () => {
  expect(positionAt([], '', surface).words).toEqual([
    { word: 'chat', description: 'Talk' },
    { word: 'group' },
    { word: 'run', description: 'about run' },
  ])
  expect(at('chat ').words).toEqual(['send', 'get'])
  expect(at('nope ').words).toEqual([])
  expect(at('-').words).toEqual(['--help', '--version'])
})

test.each([
  ['chat send ', 'contact'],
  ['chat send bob ', undefined],
  ['chat send bob text ', undefined],
  ['inbox ', 'contact'],
  ['chat send -g ', 'group'],
  ['chat send --group ', 'group'],
  ['chat send --group k3 ', undefined],
  ['chat send --user=ann ', 'contact'],
  ['chat send --split ', 'contact'],
  ['chat send -- -', 'contact'],
  ['group invite ', 'group'],
  ['group invite k3 ann ', 'contact'],
  ['run a b ', 'file'],
  ['run --key ', 'file'],
  ['run --tag ', 'tag'],
  ['run --tag a ', 'file'],
  ['run --tag a --tag ', 'tag'],
  ['run --tag a --from b ', 'file'],
  ['run --nope ', 'file'],
])('behind "%s" comes a %s', (line, completes) => {
  expect(at(line).completes).toBe(completes)
})

test('a value behind its flag in one word keeps the flag before it', () => {
  expect(at('chat send --user=a')).toMatchObject({ completes: 'user', prefix: '--user=' })
  expect(at('chat send -gk')).toMatchObject({ completes: 'group', prefix: '-g' })
  expect(at('run --level=')).toMatchObject({ words: ['must', 'may'], prefix: '--level=' })
  expect(at('run --report=')).toMatchObject({ words: ['html', 'json'] })
})

test('flags are offered as long as they may still be given', () => {
  expect(at('chat send --').words).toEqual([
    '--group',
    '--user',
    '--split',
    '--preview',
    '--no-preview',
    '--help',
  ])
  expect(at('chat send --split -').words).toEqual(['--group', '--user', '--help'])
  expect(at('run --tag a --level may --').words).toContain('--tag')
  expect(at('run --tag a --level may --').words).not.toContain('--level')
})

test('what was given so far is told, for where it says whose names are wanted', () => {
  expect(at('chat send --user ann -gk3 hello ')).toMatchObject({
    given: { user: 'ann', group: 'k3' },
    operands: ['hello'],
  })
})

import { readFileSync } from 'node:fs'
import type { Command } from '@oclif/core/command'
import { expect, test } from 'vitest'

/** What scripts rely on: a line for each command with its arguments in order, and one for each of its own flags. */
test('commands, arguments and flags are those of surface.txt: what a script uses does not change by accident', async () => {
  const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'))
  const lines = Object.values<Command.Cached>(commands)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(linesOf)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('surface.txt')
})

test('a flag that may be repeated takes one value each time, and leaves the words behind it alone', async () => {
  const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'))
  const greedy: string[] = []
  for (const id of Object.keys(commands)) {
    const { default: command } = await import(
      new URL(`../../src/commands/${id.replaceAll(':', '/')}.ts`, import.meta.url).href
    )
    for (const [name, flag] of Object.entries<Command.Flag.Any>({ ...command.baseFlags, ...command.flags })) {
      if (flag.type === 'option' && flag.multiple && !flag.multipleNonGreedy) greedy.push(`${id} --${name}`)
    }
  }
  expect(greedy).toEqual([])
})

function linesOf(command: Command.Cached): string[] {
  const { id, aliases, args, flags, hidden } = command
  const given = Object.values(args).map(({ name, required }) => (required ? name : `[${name}]`))
  const also = aliases.map((alias) => `= ${alias.replaceAll(':', ' ')}`)
  const own = Object.values(flags).filter(({ helpGroup }) => helpGroup !== 'GLOBAL')
  const shared = Object.values(flags)
    .filter(({ helpGroup }) => helpGroup === 'GLOBAL')
    .map(({ name }) => `--${name}`)
  return [
    [id.replaceAll(':', ' '), ...given, ...also, ...(hidden ? ['(hidden)'] : [])].join(' '),
    ...own.map((flag) => `  ${flagLine(flag)}`).sort(),
    ...(shared.length > 0 ? [`  and ${shared.sort().join(' ')}`] : []),
  ]
}

function flagLine(flag: Command.Flag.Cached): string {
  const more = [
    flag.required ? 'required' : '',
    flag.exclusive ? `not with ${flag.exclusive.join(', ')}` : '',
    flag.dependsOn ? `only with ${flag.dependsOn.join(', ')}` : '',
    flag.default === undefined || flag.default === false ? '' : `default ${flag.default}`,
    flag.hidden ? 'hidden' : '',
  ].filter((part) => part !== '')
  const value = flag.type === 'option' ? ` ${flag.options?.join('|') ?? flag.helpValue ?? '<value>'}` : ''
  const many = flag.type === 'option' && flag.multiple ? '...' : ''
  return `--${flag.name}${flag.char ? ` -${flag.char}` : ''}${value}${many}${more.length > 0 ? ` (${more.join('; ')})` : ''}`
}

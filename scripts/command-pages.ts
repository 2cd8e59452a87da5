/** docs/commands: what the commands say of themselves, as pages; one for each topic and each command outside of any. */
import type { Command } from '@oclif/core/command'
import { pages as helpPages, pageText } from '../src/cli/help-pages.js'
import { argumentName, usageOf } from '../src/cli/usage.js'

export interface Manifest {
  readonly commands: Readonly<Record<string, Command.Cached>>
}
type Topics = Readonly<Record<string, { readonly description?: string }>>
type Flag = Command.Flag.Cached
type Arg = Command.Arg.Cached

const GLOBAL = 'GLOBAL'
const FOLDER = 'docs/commands'
/** In columns. */
const WIDTH = 100

const words = ({ id }: Command.Cached) => id.replaceAll(':', ' ')
const topicOf = ({ id }: Command.Cached) => id.split(':', 1)[0]!
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

/** Text as Markdown shows it: nothing in it is markup. */
const plain = (text: string) => text.replace(/[\\<>|*]/g, '\\$&')
const fence = (lines: readonly string[]) => ['```sh', ...lines, '```']
/** A text with what oclif puts in it. */
function resolved(text: string, command: Command.Cached): string {
  const done = text.replaceAll('<%= config.bin %>', 'pychat').replaceAll('<%= command.id %>', words(command))
  if (done.includes('<%'))
    throw new Error(`the help of ${command.id} has what the page cannot resolve: ${done}`)
  return done
}

/** The pages by their paths, made from the built commands' manifest. */
export function commandPages({ commands }: Manifest, topics: Topics): Record<string, string> {
  const shown = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const names = [...new Set(shown.map(topicOf))]
  const of = (name: string) => shown.filter((command) => topicOf(command) === name)
  return {
    [`${FOLDER}/README.md`]: indexPage(names.flatMap(of)),
    ...Object.fromEntries(
      names.map((name) => [`${FOLDER}/${name}.md`, topicPage(name, of(name), topics[name]?.description)]),
    ),
  }
}

function indexPage(commands: readonly Command.Cached[]): string {
  const rows = commands.map((command) => {
    const link = `[${words(command)}](${topicOf(command)}.md#${anchor(command)})`
    return `| ${link} | ${plain(command.summary ?? '')} |`
  })
  return page([
    '# Commands',
    '',
    '| command | does |',
    '| --- | --- |',
    ...rows,
    '',
    '## Flags of every command',
    '',
    'All take `--help`, `--json` and `--no-input`; those that talk to a server take the others as well.',
    '',
    ...flagTable(globalFlags(commands)),
    ...Object.entries(helpPages).flatMap(([name, helpPage]) => [
      '',
      `## pychat help ${name}`,
      '',
      ...['```text', pageText(helpPage, WIDTH).trimEnd(), '```'],
    ]),
  ])
}

function topicPage(
  name: string,
  commands: readonly Command.Cached[],
  description: string | undefined,
): string {
  const [first] = commands
  const isTopic = commands.length > 1 || first?.id !== name
  return page([
    `# pychat ${name}`,
    '',
    ...(isTopic ? [`${plain(description ?? '')}.`] : []),
    ...commands.flatMap((command) => [
      ...(isTopic ? ['', `## pychat ${words(command)}`, ''] : []),
      ...body(command),
    ]),
    '',
    'The flags of every command are in [the list of commands](README.md#flags-of-every-command).',
  ])
}

function body(command: Command.Cached): string[] {
  const own = Object.values(command.flags).filter(({ helpGroup, hidden }) => helpGroup !== GLOBAL && !hidden)
  const args = Object.values(command.args).filter(({ hidden }) => !hidden)
  const examples = (command.examples ?? []).map((example) => exampleLine(example, command))
  return [
    `${plain(command.summary ?? '')}.`,
    '',
    ...fence(usages(command)),
    ...(command.description ? ['', plain(command.description)] : []),
    ...(args.length > 0 ? ['', '| argument | meaning |', '| --- | --- |', ...args.map(argRow)] : []),
    ...(own.length > 0 ? ['', ...flagTable(own)] : []),
    ...(command.aliases.length > 0
      ? [
          '',
          `Also: ${command.aliases.map((alias) => `\`pychat ${alias.replaceAll(':', ' ')}\``).join(', ')}.`,
        ]
      : []),
    ...(examples.length > 0 ? ['', 'Examples:', '', ...fence(examples)] : []),
  ]
}

function usages(command: Command.Cached): string[] {
  const given = [command.usage ?? []].flat()
  const made = `${words(command)} ${usageOf(command)}`.trimEnd()
  return (given.length > 0 ? given : [made]).map((usage) => `pychat ${resolved(usage, command)}`)
}

/** How help writes a flag: `-g, --group=<code>`. */
export function flagName(flag: Flag): string {
  const value = flag.type === 'option' ? `=${[flag.helpValue ?? `<${flag.name}>`].flat().join(' ')}` : ''
  return `${flag.char ? `-${flag.char}, ` : ''}--${flag.type === 'boolean' && flag.allowNo ? '[no-]' : ''}${flag.name}${value}`
}

const argRow = (arg: Arg) => `| \`${argumentName(arg)}\` | ${plain(arg.description ?? '')} |`

const flagTable = (flags: readonly Flag[]) => [
  '| flag | meaning |',
  '| --- | --- |',
  ...[...flags].sort(byName).map((flag) => `| \`${flagName(flag)}\` | ${flagWords(flag)} |`),
]

function flagWords(flag: Flag): string {
  const options = flag.type === 'option' && flag.options ? `one of ${flag.options.join(', ')}` : ''
  const fallback = flag.default === undefined || flag.default === false ? '' : `default: ${flag.default}`
  const more = [flag.required ? 'required' : '', options, fallback].filter((part) => part !== '')
  return plain(`${flag.description ?? flag.summary ?? ''}${more.length > 0 ? ` (${more.join('; ')})` : ''}`)
}

const globalFlags = (commands: readonly Command.Cached[]) => [
  ...new Map(
    commands
      .flatMap(({ flags }) => Object.values(flags))
      .filter(({ helpGroup, hidden }) => helpGroup === GLOBAL && !hidden)
      .map((flag) => [flag.name, flag]),
  ).values(),
]

const exampleLine = (example: Command.Example, command: Command.Cached) =>
  resolved(typeof example === 'string' ? example : example.command, command).replace(/^\$ /, '')

/** As Markdown's renderers name a heading. */
const anchor = (command: Command.Cached) => `pychat-${words(command).replaceAll(' ', '-')}`

const page = (lines: readonly string[]) => `${lines.join('\n')}\n`

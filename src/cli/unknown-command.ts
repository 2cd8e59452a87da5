import type { Interfaces } from '@oclif/core'
import { nearest } from './did-you-mean.js'
import { UsageError } from './errors.js'
import { pages } from './help-pages.js'

/** The error for words that are no command, with what was probably meant. */
export function unknownCommand(
  config: Pick<Interfaces.Config, 'commands' | 'topics'>,
  id: string,
): UsageError {
  const wanted = id.replaceAll(':', ' ')
  const known = config.commands
    .filter(({ hidden }) => !hidden)
    .flatMap(({ id, aliases }) => [id, ...aliases])
    .map((id) => id.replaceAll(':', ' '))
  const [command] = known.filter((name) => wanted.startsWith(`${name} `)).sort((a, b) => b.length - a.length)
  if (command) {
    return new UsageError(`unexpected argument: ${wanted.slice(command.length + 1)}`, {
      hint: `pychat ${command} --help`,
    })
  }
  if (wanted.startsWith('-')) {
    return new UsageError(`there is no command ${wanted}: flags come behind the command`, {
      hint: 'pychat --help',
    })
  }
  const topics = config.topics.map(({ name }) => name.replaceAll(':', ' '))
  const page = nearest(wanted, Object.keys(pages))
  const meant = nearestCommand([...known, ...topics], wanted) ?? (page && `help ${page}`)
  return new UsageError(`there is no command ${wanted}`, { hint: `pychat ${meant ?? '--help'}` })
}

/** The command that the first words probably mean: the words behind it may be its arguments. */
function nearestCommand(known: readonly string[], wanted: string): string | undefined {
  const words = wanted.split(' ')
  const lengths = [...new Set(known.map((name) => name.split(' ').length))].sort((a, b) => b - a)
  for (const length of lengths) {
    const alike = known.filter((name) => name.split(' ').length === length)
    const meant = nearest(words.slice(0, length).join(' '), alike)
    if (meant) return meant
  }
  return undefined
}

import type { Interfaces } from '@oclif/core'
import { distance } from 'fastest-levenshtein'
import { UsageError } from './errors.js'

/** The error for words that are no command, with what was probably meant. */
export function unknownCommand(config: Pick<Interfaces.Config, 'commands'>, id: string): UsageError {
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
  const nearest = nearestOf(known, wanted)
  return new UsageError(`there is no command ${wanted}`, { hint: `pychat ${nearest ?? '--help'}` })
}

/** The known name that most resembles the first words, if one does. */
function nearestOf(known: readonly string[], wanted: string): string | undefined {
  const words = wanted.split(' ')
  const [nearest] = known
    .map((name) => ({ name, far: distance(words.slice(0, name.split(' ').length).join(' '), name) }))
    .filter(({ name, far }) => far <= Math.max(1, name.length / 3))
    .sort((a, b) => a.far - b.far)
  return nearest?.name
}

import type { Command } from '@oclif/core/command'
import { nearest } from './did-you-mean.js'
import { UsageError } from './errors.js'

interface Parsed {
  /** Where oclif started it. */
  readonly id?: string
  readonly flags: Command.Class['flags']
  readonly baseFlags: Command.Class['baseFlags']
}

/** oclif's error about a command line as one line in this program's words, with the next command to type. */
export function parseError(error: Error, { id, flags, baseFlags }: Parsed): UsageError {
  const command = `pychat ${id?.replaceAll(':', ' ') ?? ''}`.trimEnd()
  const [unknown] = listOf<string>(error, 'flags')
  if (unknown !== undefined) {
    const known = Object.keys({ ...baseFlags, ...flags }).map((name) => `--${name}`)
    const meant = nearest(unknown.split('=', 1)[0]!, known)
    const hint = `${command} ${meant ?? '--help'}`
    return new UsageError(`there is no flag ${unknown}`, { hint, cause: error })
  }
  return new UsageError(words(error), { hint: `${command} --help`, cause: error })
}

function words(error: Error): string {
  const args = listOf<string | { name: string }>(error, 'args')
  const missing = args.flatMap((arg) => (typeof arg === 'string' ? [] : [arg.name.toUpperCase()]))
  if (missing.length > 0) return `${missing.join(' and ')} must be given`
  if (args.length > 0) return `unexpected argument: ${args.join(' ')}; a text with spaces is put in quotes`
  return error.message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/^(--[\w-]+)(?:=\S*)? cannot also be provided when using (\S+)$/, '$1 and $2 exclude each other')
    .replace(/^Missing required flag (\S+)$/, '--$1 must be given')
    .replace(/\s+/g, ' ')
}

/** What oclif's error lists, by its kind: unknown flags, missing arguments, or words too many. */
const listOf = <T>(error: Error, name: 'flags' | 'args'): readonly T[] => {
  const list = (error as unknown as Record<string, unknown>)[name]
  return Array.isArray(list) ? list : []
}

import { ARGUMENT_CHARACTERS, LINE_BYTES } from '../protocol/limits.js'
import { characters, formatRequest, hasControl } from '../protocol/request.js'
import { type Argument, type ArgumentsOf, rowOf, type Verb } from '../protocol/verbs.js'
import { CliError, UsageError } from './errors.js'

/** How long an argument (in code points, LINE-4) and a line (in bytes, LINE-8) may be. */
export interface Limits {
  readonly argument: number
  readonly line: number
}

/** The limits of a server that says nothing else. */
export const DEFAULT_LIMITS: Limits = { argument: ARGUMENT_CHARACTERS, line: LINE_BYTES }

/** For a check before the server's limits are known. */
export const NO_LIMITS: Limits = { argument: Number.POSITIVE_INFINITY, line: Number.POSITIVE_INFINITY }

const UNPAIRED = /[\ud800-\udfff]/u
const NOT_ONE_WORD = /^$|[ \t]/

/** The words of a command line as a verb's arguments. Throws a CliError `usage` where they have not the form. */
export function decodeArguments<V extends Verb>(
  verb: V,
  words: Readonly<Record<string, string | readonly string[]>>,
): ArgumentsOf<V> {
  const entries = rowOf(verb).arguments.map((argument) => {
    const given = words[argument.name]!
    const decode = (word: string) => {
      checkForm(argument, word)
      return argument.codec.decode(word)
    }
    return [argument.name, typeof given === 'string' ? decode(given) : given.map(decode)]
  })
  return Object.fromEntries(entries) as ArgumentsOf<V>
}

/**
 * Refuses, before anything is sent, what would not arrive as it was meant (a control character, a space in a plain
 * argument; LINE-5 to LINE-7), what has not the argument's form, and what is over the limits.
 * Throws a CliError `usage` or `over-limit`.
 */
export function checkArguments<V extends Verb>(verb: V, args: ArgumentsOf<V>, limits: Limits): void {
  for (const { argument, word } of wordsOf(verb, args)) {
    checkForm(argument, word)
    if (word.length > limits.argument && characters(word) > limits.argument) {
      throw overLimit(argument.name, characters(word), 'characters', limits.argument)
    }
  }
  const bytes = Buffer.byteLength(formatRequest(verb, args))
  if (bytes > limits.line) throw overLimit('the request', bytes, 'bytes', limits.line)
}

/** Whether an argument is longer than a server takes that says nothing else. */
export function needsLargerLimit<V extends Verb>(verb: V, args: ArgumentsOf<V>): boolean {
  return wordsOf(verb, args).some(({ word }) => characters(word) > DEFAULT_LIMITS.argument)
}

function checkForm({ name, codec }: Argument, word: string): void {
  if (hasControl(word)) throw new UsageError(`${name} holds a line break or another control character`)
  if (UNPAIRED.test(word)) throw new UsageError(`${name} is not valid Unicode`)
  if ((!codec.text && NOT_ONE_WORD.test(word)) || codec.decode(word) === undefined) {
    throw new UsageError(`${name} must be ${codec.form}`)
  }
}

function wordsOf<V extends Verb>(verb: V, args: ArgumentsOf<V>) {
  return rowOf(verb).arguments.flatMap((argument) => {
    const value = (args as Record<string, unknown>)[argument.name]
    const values = argument.many ? (value as unknown[]) : [value]
    return values.map((item) => ({ argument, word: argument.codec.encode(item) }))
  })
}

const overLimit = (what: string, length: number, unit: string, limit: number) =>
  new CliError('over-limit', `${what} has ${length} ${unit}; the server takes ${limit}`)

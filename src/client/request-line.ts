import { characters, formatRequest, hasControl } from '../protocol/request.js'
import { type Argument, type ArgumentsOf, isVerb, rowOf, type Verb } from '../protocol/verbs.js'
import { ChatError } from './chat-error.js'

const LONE_SURROGATE = /[\ud800-\udfff]/u
const NOT_ONE_WORD = /^$|[ \t]/

/**
 * A request's line, once it is sure that a server reads exactly these arguments from it, and nothing else: no value
 * may reach over into the next argument or into a second request.
 *
 * @param limit the longest argument in code points (LINE-4)
 * @throws ChatError `unknown-keyword`, `malformed`, `bad-argument` or `argument-too-long`
 */
export function requestLine<V extends Verb>(verb: V, args: ArgumentsOf<V>, limit: number): string {
  if (!isVerb(verb)) throw new ChatError('unknown-keyword', `there is no keyword ${String(verb)}`)
  const values: Record<string, unknown> = { ...args }
  for (const argument of rowOf(verb).arguments) {
    const value = values[argument.name]
    if (!argument.many) check(argument, value, limit)
    else if (!Array.isArray(value) || value.length === 0) throw bad(argument)
    else for (const item of value) check(argument, item, limit)
  }
  return formatRequest(verb, args)
}

/** Sees to it that a line is one line, whatever else it says. @throws ChatError `malformed` */
export function checkLine(line: string): void {
  checkText(line, 'the line')
}

/** The verb that a line asks for, also where a lenient server would read it in a line that ours refuses. */
export function verbOf(line: string): Verb | undefined {
  const keyword = /[^ \t]+/.exec(line)?.[0].toUpperCase() ?? ''
  return isVerb(keyword) ? keyword : undefined
}

function check(argument: Argument, value: unknown, limit: number): void {
  const { name, codec } = argument
  // Callers without types hand in anything, and so do files of JSON.
  if (value !== null && typeof value !== 'string' && typeof value !== 'number') throw bad(argument)
  const raw: unknown = codec.encode(value)
  if (typeof raw !== 'string') throw bad(argument)
  checkText(raw, `<${name}>`)
  if ((!codec.text && NOT_ONE_WORD.test(raw)) || codec.decode(raw) === undefined) throw bad(argument)
  if (raw.length > limit && characters(raw) > limit) {
    const words = `<${name}> may hold ${limit} characters, this one has ${characters(raw)}`
    throw new ChatError('argument-too-long', words)
  }
}

function checkText(text: string, what: string): void {
  if (hasControl(text)) throw new ChatError('malformed', `${what} holds a line break or a control character`)
  if (LONE_SURROGATE.test(text)) throw new ChatError('malformed', `${what} is not valid Unicode`)
}

const bad = ({ name, codec }: Argument) => new ChatError('bad-argument', `<${name}> must be ${codec.form}`)

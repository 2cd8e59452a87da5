import { Refusal } from './refusals.js'
import { type Argument, type ArgumentsOf, isVerb, rowOf, type Verb, verbNames } from './verbs.js'

/** A request whose keyword is known; `words` is what follows the keyword's space, null where nothing does. */
export interface Keyword {
  readonly verb: Verb
  readonly words: string | null
}

// C0 but TAB, DEL, C1 (LINE-7). TAB is judged with the arguments: text may hold it, nothing else may.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/

/** Whether a string holds a character that no line may hold (LINE-7). */
export const hasControl = (line: string): boolean => CONTROL.test(line)

/** First half of reading a request: the line itself and its keyword (REPLY-5; LINE-7, LINE-9). */
export function parseKeyword(line: string): Keyword | Refusal {
  if (CONTROL.test(line)) return new Refusal('malformed', 'the line holds a control character')
  const space = line.indexOf(' ')
  const keyword = space < 0 ? line : line.slice(0, space)
  if (isVerb(keyword)) return { verb: keyword, words: space < 0 ? null : line.slice(space + 1) }
  if (line === '') return new Refusal('malformed', 'the line is empty')
  if (keyword === '') return new Refusal('malformed', 'the line starts with a space')
  if (keyword.includes('\t')) return new Refusal('malformed', 'a TAB stands outside a text argument')
  return new Refusal('unknown-keyword', `there is no keyword ${clip(keyword)}`)
}

/**
 * Second half: the arguments, in REPLY-5's order (LINE-6, count, limits, form).
 * `limit` is the longest argument in code points (LINE-4).
 */
export function parseArguments<V extends Verb>(
  verb: V,
  words: string | null,
  limit: number,
): ArgumentsOf<V> | Refusal {
  return decodeArguments(verb, cut(layouts[verb], words), limit)
}

/**
 * The same for arguments that come one by one, `raw` as the line would hold them, in wire order.
 * `limit` is the longest argument in code points (LINE-4).
 */
export function decodeArguments<V extends Verb>(
  verb: V,
  raw: readonly string[],
  limit: number,
): ArgumentsOf<V> | Refusal {
  const expected = layouts[verb].arguments
  const fault = faultOf(verb, raw)
  if (fault) return fault
  const count = expected.length
  for (const word of raw) {
    if (tooLong(word, limit)) {
      return new Refusal(
        'argument-too-long',
        `an argument may hold ${limit} characters, this one has ${characters(word)}`,
      )
    }
  }
  const decoded: Record<string, unknown> = { ...layouts[verb].blank }
  for (let i = 0; i < count; i++) {
    const { name, codec, many } = expected[i]!
    if (many) {
      const values = raw.slice(i).map((word) => codec.decode(word))
      if (values.includes(undefined)) return badArgument(expected[i]!)
      decoded[name] = values
    } else {
      const value = codec.decode(raw[i]!)
      if (value === undefined) return badArgument(expected[i]!)
      decoded[name] = value
    }
  }
  return decoded as ArgumentsOf<V>
}

/**
 * The words of a verb's arguments by their names, as the line has them: what they may be is not judged, only whether a
 * line says them at all (LINE-5, LINE-6, count).
 */
export function splitArguments(
  verb: Verb,
  words: string | null,
): Readonly<Record<string, string | readonly string[]>> | Refusal {
  const raw = cut(layouts[verb], words)
  const fault = faultOf(verb, raw)
  if (fault) return fault
  const named = layouts[verb].arguments.map(({ name, many }, i) => [name, many ? raw.slice(i) : raw[i]!])
  return Object.fromEntries(named)
}

/** Writes a request as its line, without the line's end. Checks nothing: what is not as the parsers want it, they tell. */
export function formatRequest<V extends Verb>(verb: V, args: ArgumentsOf<V>): string {
  const values = args as Record<string, unknown>
  let line: string = verb
  for (const { name, codec, many } of layouts[verb].arguments) {
    const value = values[name]
    for (const item of many ? (value as unknown[]) : [value]) line += ` ${codec.encode(item)}`
  }
  return line
}

/** How a verb is written: `GROUP-INVITE <code> <names>…`. */
export function usage(verb: Verb): string {
  return [verb, ...rowOf(verb).arguments.map(({ name, many }) => `<${name}>${many ? '…' : ''}`)].join(' ')
}

/** The length in code points, the unit of LINE-4. */
export function characters(word: string): number {
  let count = word.length
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00) count--
  }
  return count
}

/** Where the words of a verb stand: `text` is the index of its text argument, or -1. */
interface Layout {
  readonly arguments: readonly Argument[]
  readonly text: number
  /** All arguments' names, unset: an object made from it keeps its shape as it is filled. */
  readonly blank: Readonly<Record<string, undefined>>
}

const layouts = Object.fromEntries(
  verbNames.map((verb) => {
    const args = rowOf(verb).arguments
    const blank = Object.fromEntries(args.map(({ name }) => [name, undefined]))
    return [verb, { arguments: args, text: args.findIndex(({ codec }) => codec.text), blank }]
  }),
) as Record<Verb, Layout>

/** Why words are no arguments of a verb, before it matters what they say (LINE-6, count). */
function faultOf(verb: Verb, raw: readonly string[]): Refusal | undefined {
  const layout = layouts[verb]
  if (raw.length > 0 && misplaced(layout, raw)) {
    return new Refusal('malformed', 'an argument is empty or holds a TAB: separate arguments by one space')
  }
  const count = layout.arguments.length
  const isWrong = layout.arguments[count - 1]?.many ? raw.length < count : raw.length !== count
  return isWrong ? new Refusal('wrong-arguments', `usage: ${usage(verb)}`) : undefined
}

/** Cuts the words at single spaces; a text argument takes all that its neighbours leave (LINE-5). */
function cut({ arguments: expected, text }: Layout, words: string | null): string[] {
  if (words === null) return []
  if (text < 0) return words.split(' ')
  const raw: string[] = []
  let rest = words
  while (raw.length < text) {
    const space = rest.indexOf(' ')
    if (space < 0) return [...raw, rest]
    raw.push(rest.slice(0, space))
    rest = rest.slice(space + 1)
  }
  const behind: string[] = []
  for (let i = expected.length - 1; i > text; i--) {
    const space = rest.lastIndexOf(' ')
    if (space < 0) break
    behind.unshift(rest.slice(space + 1))
    rest = rest.slice(0, space)
  }
  raw.push(rest, ...behind)
  return raw
}

/** Whether a plain argument is empty or holds a TAB (LINE-6). */
function misplaced({ arguments: expected, text }: Layout, raw: readonly string[]): boolean {
  for (let i = 0; i < raw.length; i++) {
    const word = raw[i]!
    const isText = i === text && raw.length >= expected.length
    if (!isText && (word === '' || word.includes('\t'))) return true
  }
  return false
}

const tooLong = (word: string, limit: number) => word.length > limit && characters(word) > limit

const badArgument = ({ name, codec }: Argument) =>
  new Refusal('bad-argument', `<${name}> must be ${codec.form}`)

/** The start of a long word, never with half a character at its end. */
const clip = (word: string) =>
  word.length > 40 ? `${word.slice(0, 40).replace(/[\ud800-\udbff]$/, '')}…` : word

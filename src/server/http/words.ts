import { limit, size } from '../../protocol/codecs.js'
import { BATCH_MESSAGES, LINE_BYTES } from '../../protocol/limits.js'
import { Refusal, type RefusalCode } from '../../protocol/refusals.js'
import { hasControl } from '../../protocol/request.js'
import { type Argument, rowOf, type Verb } from '../../protocol/verbs.js'
import { Refused } from './problem.js'

/** What a body or a query holds, by name. */
export type Fields = Readonly<Record<string, unknown>>

/** What may be left out over HTTP, and what it then is. */
export const defaults: Readonly<Record<string, string>> = {
  limit: String(BATCH_MESSAGES),
  before: '-',
  after: '-',
}

/**
 * A verb's arguments as the words that the line would hold, in wire order; a refusal where there are others, or too few.
 * @param params those in the path, decoded
 * @param fields all others
 * @throws Refused where no line could hold them: that comes before everything else (REPLY-5)
 */
export function wordsOf(verb: Verb, params: Fields, fields: Fields): string[] | Refusal {
  const expected = rowOf(verb).arguments
  const words: string[] = []
  let refusal: Refusal | undefined
  for (const argument of expected) {
    const { name } = argument
    const value = [params, fields, defaults].find((some) => Object.hasOwn(some, name))?.[name]
    const found = toWords(argument, value)
    if (found instanceof Refusal) refusal ??= found
    else words.push(...found)
  }
  checkSayable(words)
  for (const name of Object.keys(fields)) {
    if (Object.hasOwn(params, name) || !expected.some((argument) => argument.name === name)) {
      return new Refusal('wrong-arguments', `${quote(name)} is not expected here`)
    }
  }
  return refusal ?? words
}

/** A body that is a JSON object; nothing at all is an empty one. */
export function fieldsOf(body: unknown): Fields | Refusal {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields
  return new Refusal('wrong-arguments', 'the body must be a JSON object')
}

/** @throws Refused where the query is not UTF-8, percent-encoded */
export function parseQuery(query: string): Fields | Refusal {
  const fields: Record<string, string> = Object.create(null)
  for (const pair of query === '' ? [] : query.split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (name in fields) return new Refusal('wrong-arguments', `${quote(name)} stands twice`)
    fields[name] = equals < 0 ? '' : decode(pair.slice(equals + 1))
  }
  return fields
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    throw unsayable('malformed', 'the query is not percent-encoded UTF-8')
  }
}

function toWords({ name, codec, many }: Argument, value: unknown): string[] | Refusal {
  if (value === undefined) return new Refusal('wrong-arguments', `"${name}" is missing`)
  const values = many ? value : [value]
  if (!Array.isArray(values)) return wrongType(name, `a list: ${codec.form}`)
  if (values.length === 0) return new Refusal('wrong-arguments', `"${name}" is empty`)
  const words: string[] = []
  for (const each of values) {
    if (typeof each !== 'string' && !(Number.isInteger(each) && isCount(codec))) {
      return wrongType(name, codec.form)
    }
    const word = String(each)
    // A space ends a plain argument on the line, so none can hold one.
    if (!codec.text && word.includes(' ')) return wrongType(name, codec.form)
    words.push(word)
  }
  return words
}

const wrongType = (name: string, form: string) => new Refusal('bad-argument', `"${name}" must be ${form}`)

/** Whether an argument is a number. */
const isCount = (codec: Argument['codec']): boolean => codec === limit || codec === size

/** LINE-7, LINE-8. */
function checkSayable(words: readonly string[]): void {
  let bytes = 0
  for (const word of words) {
    if (hasControl(word)) throw unsayable('malformed', 'an argument holds a control character')
    if (LONE_SURROGATE.test(word)) throw unsayable('malformed', 'an argument is not valid Unicode')
    bytes += Buffer.byteLength(word) + 1
  }
  if (bytes > LINE_BYTES) {
    throw unsayable('line-too-long', `all arguments together may take ${LINE_BYTES} bytes`)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u

const unsayable = (code: RefusalCode, cause: string) => new Refused(new Refusal(code, cause))

const quote = (name: string) => JSON.stringify(name.slice(0, 40)).replace(/\\ud[89a-f]..(?=")/, '…')

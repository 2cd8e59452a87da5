import { z } from 'zod'
import { refusals } from '../protocol/refusals.js'
import { count } from './bytes.js'
import { bound, duration } from './duration.js'
import { isCompilable } from './regex.js'
import { identifier, strict } from './strict.js'
import { isReference } from './template.js'

const oneLine = z.string().refine((text) => !/[\r\n]/.test(text), 'a line holds no line end')

const texts = z.union([oneLine, z.array(oneLine).min(1)], { error: 'expected a text or a list of texts' })

/** A SHA-256 in hexadecimal, or a reference to one. */
export const digest = z
  .string()
  .refine(
    (text) => /^[0-9a-f]{64}$/.test(text) || isReference(text),
    'expected 64 hexadecimal digits, or a reference',
  )

const NO_CODE = 'expected true or a code'

const code = z.union([z.enum(Object.keys(refusals)), z.string().regex(/^\S+$/, NO_CODE)])

const NO_MATCHER = 'expected ok, fail, any, eof, /re/, $capture, the exact line in quotes, or a map'

const word = z
  .string({ error: NO_MATCHER })
  .refine((text) => !/[\r\n]/.test(text), 'a line holds no line end')
  .refine(isCompilable, 'this regular expression does not compile')

const pattern = z.json().refine(holdsOnlyCompilable, 'a regular expression in it does not compile')

const conditions = strict({
  ok: z.literal(true).optional(),
  fail: z
    .union([z.literal(true), code], {
      error: ({ input }) => (typeof input === 'number' ? `write the code in quotes: '${input}'` : NO_CODE),
    })
    .optional(),
  eof: z.literal(true).optional(),
  line: oneLine.optional(),
  has: texts.optional(),
  starts: oneLine.optional(),
  hex: z
    .string()
    .refine(
      (text) => /^([0-9a-fA-F]{2}\s*)+$/.test(text) || isReference(text),
      'expected pairs of hexadecimal digits',
    )
    .transform((text) => (isReference(text) ? text : text.replace(/\s/g, '').toLowerCase()))
    .optional(),
  len: count.optional(),
  sha256: digest.optional(),
  json: pattern.optional(),
  items: z.int().min(0).optional(),
  event: pattern.optional(),
  took: bound.optional(),
  take: z.union([z.array(identifier).min(1), z.record(identifier, identifier)]).optional(),
  within: duration.optional(),
  times: count.optional(),
  get oneOf() {
    return z.array(anyMatcher).min(1).optional()
  },
  get past() {
    return anyMatcher.optional()
  },
  get not() {
    return anyMatcher.optional()
  },
})

const anyMatcher = z.union([word, conditions], { error: NO_MATCHER })

/** What a received line must be: a word, or a map whose conditions must all hold. */
export const matcherSchema = anyMatcher
  .refine((matcher) => allOf(matcher).every(saysSomething), 'say what the line must be')
  .refine((matcher) => allOf(matcher).every(isEofAlone), 'eof goes with within and past alone')
  .refine(
    (matcher) => allOf(matcher).slice(1).every(isTimeless),
    'within, times and past belong to the outermost matcher',
  )

export type Matcher = z.infer<typeof anyMatcher>
export type Conditions = z.infer<typeof conditions>

/** The matchers that every server of a protocol can satisfy, whatever its words (levels in docs/scenarios.md). */
export const isWordless = (matcher: Matcher): boolean => allOf(matcher).every(asksForNoWords)

function asksForNoWords(matcher: Matcher): boolean {
  if (typeof matcher === 'string') return ['ok', 'fail', 'any', 'eof'].includes(matcher)
  const { fail = true, line, starts, json, items, event, hex, len, sha256 } = matcher
  const words = [line, starts, json, items, event, hex, len, sha256]
  return fail === true && words.every((condition) => condition === undefined)
}

/** A matcher and all that are inside it. */
export function allOf(matcher: Matcher): Matcher[] {
  if (typeof matcher === 'string') return [matcher]
  const { oneOf = [], not, past } = matcher
  return [matcher, ...[...oneOf, not, past].flatMap((inner) => (inner === undefined ? [] : allOf(inner)))]
}

const keysOf = (matcher: Matcher) => (typeof matcher === 'string' ? [matcher] : Object.keys(matcher))

/** What says how to wait for a line, and not what it is. */
const waiting = ['within', 'times', 'past']

const saysSomething = (matcher: Matcher) => keysOf(matcher).some((key) => !waiting.includes(key))

const isEofAlone = (matcher: Matcher) =>
  typeof matcher === 'string' ||
  !matcher.eof ||
  keysOf(matcher).every((key) => key === 'eof' || key === 'within' || key === 'past')

const isTimeless = (matcher: Matcher) => !keysOf(matcher).some((key) => waiting.includes(key))

function holdsOnlyCompilable(value: unknown): boolean {
  if (typeof value === 'string') return isCompilable(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(holdsOnlyCompilable)
}

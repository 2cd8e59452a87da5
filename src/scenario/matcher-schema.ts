import { z } from 'zod'
import { isRefusalCode } from '../protocol/refusals.js'
import { count } from './bytes.js'
import { bound, duration } from './duration.js'
import { isCompilable } from './regex.js'
import { identifier, strict } from './strict.js'
import { isReference } from './template.js'

const texts = z.union([z.string(), z.array(z.string()).min(1)], {
  error: 'expected a text or a list of texts',
})

const NO_CODE = 'expected true or a code of the table of refusals'

const NO_MATCHER = 'expected ok, fail, any, eof, /re/, $capture, the exact line in quotes, or a map'

const word = z.string({ error: NO_MATCHER }).refine(isCompilable, 'this regular expression does not compile')

const pattern = z.json().refine(holdsOnlyCompilable, 'a regular expression in it does not compile')

const conditions = strict(
  {
    ok: z.literal(true).optional(),
    fail: z.union([z.literal(true), z.string().refine(isCode, NO_CODE)], { error: NO_CODE }).optional(),
    eof: z.literal(true).optional(),
    line: z.string().optional(),
    has: texts.optional(),
    starts: z.string().optional(),
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
    get not() {
      return anyMatcher.optional()
    },
  },
  ['hex', 'len', 'sha256'],
)

const anyMatcher = z.union([word, conditions], { error: NO_MATCHER })

/** What a received line must be: a word, or a map whose conditions must all hold. */
export const matcherSchema = anyMatcher
  .refine((matcher) => allOf(matcher).every(saysSomething), 'say what the line must be')
  .refine((matcher) => allOf(matcher).every(isEofAlone), 'eof goes with within alone')
  .refine(
    (matcher) => allOf(matcher).slice(1).every(isTimeless),
    'within and times belong to the outermost matcher',
  )

export type Matcher = z.infer<typeof anyMatcher>
export type Conditions = z.infer<typeof conditions>

/** The matchers that every server of a protocol can satisfy, whatever its words (levels in docs/scenarios.md). */
export const isWordless = (matcher: Matcher): boolean => allOf(matcher).every(asksForNoWords)

function asksForNoWords(matcher: Matcher): boolean {
  if (typeof matcher === 'string') return ['ok', 'fail', 'any', 'eof'].includes(matcher)
  const { fail = true, line, starts, json, items, event } = matcher
  return fail === true && [line, starts, json, items, event].every((condition) => condition === undefined)
}

/** A matcher and all that are inside it. */
function allOf(matcher: Matcher): Matcher[] {
  if (typeof matcher === 'string') return [matcher]
  const { oneOf = [], not } = matcher
  return [matcher, ...[...oneOf, ...(not === undefined ? [] : [not])].flatMap(allOf)]
}

const keysOf = (matcher: Matcher) => (typeof matcher === 'string' ? [matcher] : Object.keys(matcher))

const saysSomething = (matcher: Matcher) => keysOf(matcher).some((key) => key !== 'within' && key !== 'times')

const isEofAlone = (matcher: Matcher) =>
  typeof matcher === 'string' ||
  !matcher.eof ||
  keysOf(matcher).every((key) => key === 'eof' || key === 'within')

const isTimeless = (matcher: Matcher) => !keysOf(matcher).some((key) => key === 'within' || key === 'times')

function isCode(text: string): boolean {
  return isRefusalCode(text) || isReference(text)
}

function holdsOnlyCompilable(value: unknown): boolean {
  if (typeof value === 'string') return isCompilable(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(holdsOnlyCompilable)
}

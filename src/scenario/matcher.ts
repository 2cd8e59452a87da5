import { createHash } from 'node:crypto'
import { boundedExec } from './bounded-exec.js'
import { numberOf } from './bytes.js'
import type { Captures } from './captures.js'
import { Failure } from './failure.js'
import { captureName, matchJson } from './json-pattern.js'
import type { Conditions, Matcher } from './matcher-schema.js'
import type { Profile, Reading } from './profile.js'
import { regexOf } from './regex.js'
import type { Path } from './source.js'
import { fill, type Scope } from './template.js'

/** What a connection brought: a line, or null for its orderly end. */
export interface Received {
  readonly line: string | null
  readonly reading: Reading
  /** The bytes of a line that is not UTF-8; `line` shows them then. */
  readonly bytes?: Buffer
  /** Milliseconds since the actor last sent something. */
  readonly took: number
}

/** What a matcher works with. */
export interface MatchContext {
  readonly scope: Scope
  readonly profile: Profile
  readonly timeScale: number
}

/** What was wanted of a line, and which part of the matcher says so. */
export interface Mismatch {
  readonly path: Path
  readonly wanted: string
  /** What was met, where it is a part of the line. */
  readonly got?: string
}

/** Matches what was received; what the matcher takes out of it goes to `captures`. */
export function match(
  matcher: Matcher,
  received: Received,
  captures: Captures,
  context: MatchContext,
): Mismatch | undefined {
  const given: Conditions = typeof matcher === 'string' ? {} : matcher
  const end = received.line === null
  if (matcher === 'eof' || given.eof)
    return end ? undefined : { path: [], wanted: 'the end of the connection' }
  // What the end, or bytes that are no text, are like is for the options to say.
  if (end && !isOf(given, [])) return { path: [], wanted: describe(matcher, context.scope) }
  if (received.bytes && !isOf(given, ['hex', 'len', 'sha256', 'not']))
    return { path: [], wanted: 'a line in UTF-8' }
  if (typeof matcher === 'string') return matchWord(matcher, received, captures, context)
  for (const key of Object.keys(matcher) as (keyof Conditions)[]) {
    const check = checks[key]
    const mismatch = check?.(matcher, received, captures, context)
    if (mismatch) return { ...mismatch, path: [key, ...mismatch.path] }
  }
  return undefined
}

/** A matcher as a report shows it, its references filled in. */
export function describe(matcher: Matcher, scope: Scope): string {
  const text = typeof matcher === 'string' ? matcher : JSON.stringify(matcher)
  try {
    return fill(text, scope)
  } catch (error) {
    if (error instanceof Failure) return text
    throw error
  }
}

/** Whether conditions ask for these and for options alone, and for one of them at least. */
function isOf(given: Conditions, keys: readonly (keyof Conditions)[]): boolean {
  const waiting: readonly (keyof Conditions)[] = ['within', 'times', 'past', 'took']
  const asked = (Object.keys(given) as (keyof Conditions)[]).filter((key) => !waiting.includes(key))
  return asked.length > 0 && asked.every((key) => key === 'oneOf' || keys.includes(key))
}

function matchWord(matcher: string, received: Received, captures: Captures, context: MatchContext) {
  const line = received.line!
  if (matcher === 'any') return undefined
  if (matcher === 'ok' || matcher === 'fail') return ofKind(matcher, received)
  const name = captureName(matcher)
  if (name !== undefined) {
    const known = captures.take(name, line, context.scope)
    return known && { path: [], wanted: String(known.value) }
  }
  const regex = regexOf(matcher, context.scope)
  if (!regex) return exactly(fill(matcher, context.scope), line)
  const found = boundedExec(regex, line)
  if (!found) return { path: [], wanted: String(regex) }
  const clash = captures.takeGroups(found, context.scope)
  return clash && { path: [], wanted: `${clash.name} to be ${JSON.stringify(clash.value)}`, got: clash.got }
}

type Check = (
  matcher: Conditions,
  received: Received,
  captures: Captures,
  context: MatchContext,
) => Mismatch | undefined

const checks: Partial<Record<keyof Conditions, Check>> = {
  ok: (_, received) => ofKind('ok', received),

  fail({ fail }, { reading }, _, { scope }) {
    const wanted = fail === true ? undefined : fill(fail!, scope)
    if (reading.kind !== 'fail')
      return { path: [], wanted: wanted === undefined ? 'a failed' : `failed ${wanted}` }
    if (wanted === undefined || wanted === reading.code) return undefined
    return { path: [], wanted: `failed ${wanted}`, got: `failed ${reading.code ?? 'without a code'}` }
  },

  line: ({ line }, received, _, { scope }) => exactly(fill(line!, scope), received.line!),

  has({ has }, { line }, _, { scope }) {
    const missing = [has!]
      .flat()
      .map((text) => fill(text, scope))
      .find((text) => !line!.includes(text))
    return missing === undefined
      ? undefined
      : { path: [], wanted: `a line that has ${JSON.stringify(missing)}` }
  },

  starts({ starts }, { line }, _, { scope }) {
    const wanted = fill(starts!, scope)
    return line!.startsWith(wanted)
      ? undefined
      : { path: [], wanted: `a line that starts with ${JSON.stringify(wanted)}` }
  },

  hex({ hex }, received, _, { scope }) {
    const got = bytesOf(received).toString('hex')
    const wanted = fill(hex!, scope)
    return got === wanted ? undefined : { path: [], wanted: `hex ${wanted}`, got: `hex ${got}` }
  },

  len({ len }, received, _, { scope }) {
    const got = bytesOf(received).length
    const wanted = numberOf(len!, scope)
    return got === wanted ? undefined : { path: [], wanted: `${wanted} bytes`, got: `${got} bytes` }
  },

  sha256({ sha256 }, received, _, { scope }) {
    const got = createHash('sha256').update(bytesOf(received)).digest('hex')
    const wanted = fill(sha256!, scope)
    return got === wanted ? undefined : { path: [], wanted: `SHA-256 ${wanted}`, got: `SHA-256 ${got}` }
  },

  json: ({ json }, received, captures, context) =>
    ofKind('ok', received) ?? matchValue('JSON', json, received, captures, context),

  items({ items }, received) {
    const { value } = received.reading
    const got = Array.isArray(value) ? `a list of ${value.length}` : 'no list'
    return (
      ofKind('ok', received) ??
      (got === `a list of ${items}` ? undefined : { path: [], wanted: `a list of ${items}`, got })
    )
  },

  event: ({ event }, received, captures, context) =>
    received.reading.kind === 'event'
      ? matchValue('event', event, received, captures, context)
      : { path: [], wanted: `event ${JSON.stringify(event)}` },

  took({ took }, received, _, { timeScale }) {
    const most = took! * timeScale
    return received.took < most
      ? undefined
      : { path: [], wanted: `within ${most} ms of the request`, got: `${Math.round(received.took)} ms` }
  },

  take({ take }, { reading }, captures, { scope, profile }) {
    if (reading.kind !== 'ok' && reading.kind !== 'event') return { path: [], wanted: 'a success' }
    const names = Array.isArray(take) ? take.map((name) => [name, name] as const) : Object.entries(take!)
    for (const [name, field] of names) {
      const value = profile.field(reading, field)
      // What a reply is worded like is no rule of the assignment: such a server cannot be judged here.
      if (value === undefined)
        throw new Failure('skip', `the profile ${profile.name} reads no ${field} in: ${reading.text}`)
      const known = captures.take(name, value, scope)
      if (known)
        return {
          path: [],
          wanted: `${field} to be ${JSON.stringify(known.value)}`,
          got: JSON.stringify(value),
        }
    }
    return undefined
  },

  oneOf({ oneOf }, received, captures, context) {
    for (const option of oneOf!) {
      const trial = captures.fork()
      if (match(option, received, trial, context)) continue
      captures.join(trial)
      return undefined
    }
    return {
      path: [],
      wanted: `one of ${oneOf!.map((option) => describe(option, context.scope)).join(' | ')}`,
    }
  },

  not: ({ not }, received, captures, context) =>
    match(not!, received, captures.fork(), context)
      ? undefined
      : { path: [], wanted: `anything but ${describe(not!, context.scope)}` },
}

const bytesOf = ({ line, bytes }: Received) => bytes ?? Buffer.from(line!)

function matchValue(
  what: string,
  wanted: unknown,
  received: Received,
  captures: Captures,
  { scope }: MatchContext,
) {
  const mismatch = matchJson(wanted, received.reading.value, scope, captures)
  if (!mismatch) return undefined
  const at = mismatch.at === '' ? what : `${what} at ${mismatch.at}`
  return { path: [], wanted: `${at}: ${mismatch.wanted}`, got: mismatch.got }
}

const ofKind = (kind: 'ok' | 'fail', { reading }: Received): Mismatch | undefined =>
  reading.kind === kind ? undefined : { path: [], wanted: kind === 'ok' ? 'a success' : 'a failed' }

const exactly = (wanted: string, line: string): Mismatch | undefined =>
  line === wanted ? undefined : { path: [], wanted }

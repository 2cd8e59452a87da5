import { isDeepStrictEqual } from 'node:util'
import { boundedExec } from './bounded-exec.js'
import type { Captures } from './captures.js'
import { regexOf } from './regex.js'
import { fillValue, type Scope } from './template.js'

/** Where a value parts from a pattern, and how. */
export interface JsonMismatch {
  /** `[0].text`; empty for the value as a whole. */
  readonly at: string
  readonly wanted: string
  readonly got: string
}

/** The same before it is put into words, which costs too much for what is only tried. */
interface Parting {
  readonly at: string
  readonly wanted: () => string
  readonly got: () => string
}

/** What names stand for, and where what is captured goes. */
interface Taking {
  readonly scope: Scope
  readonly captures: Captures
}

/**
 * Compares a value with a pattern: maps may hold more than the pattern names, lists may not but where `…` stands, and
 * the texts `any`, `absent`, `/re/`, `$capture` and `${name}` have a meaning of their own. What stands between two `…`
 * is looked for from the left, and where it is found first it stays.
 * What `$capture` takes goes to `captures`.
 */
export function matchJson(
  pattern: unknown,
  value: unknown,
  scope: Scope,
  captures: Captures,
): JsonMismatch | undefined {
  try {
    const parting = part(pattern, value, { scope, captures }, '')
    return parting && { at: parting.at, wanted: parting.wanted(), got: parting.got() }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { at: '', wanted: show(pattern), got: TOO_DEEP }
  }
}

function part(pattern: unknown, value: unknown, taking: Taking, at: string): Parting | undefined {
  if (typeof pattern === 'string') return partText(pattern, value, taking, at)
  if (Array.isArray(pattern)) {
    return Array.isArray(value) ? partList(pattern, value, taking, at) : differ(pattern, value, at)
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return differ(pattern, value, at)
    for (const [key, wanted] of Object.entries(pattern)) {
      const item = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
      const parting = part(wanted, item, taking, `${at}.${key}`)
      if (parting) return parting
    }
    return undefined
  }
  return pattern === value ? undefined : differ(pattern, value, at)
}

/** The name that a text of the form `$name` captures. */
export const captureName = (text: string): string | undefined => /^\$([A-Za-z][A-Za-z0-9_]*)$/.exec(text)?.[1]

/** Stands for any number of items of a list. */
const isMore = (pattern: unknown) => pattern === '…' || pattern === '...'

function partText(
  pattern: string,
  value: unknown,
  { scope, captures }: Taking,
  at: string,
): Parting | undefined {
  if (pattern === 'absent') return value === undefined ? undefined : differ(pattern, value, at)
  if (value === undefined) return differ(pattern, value, at)
  if (pattern === 'any') return undefined
  const name = captureName(pattern)
  if (name !== undefined) {
    const known = captures.take(name, value, scope)
    return known === undefined ? undefined : differ(known.value, value, at)
  }
  const regex = regexOf(pattern, scope)
  if (regex) {
    const found = typeof value === 'string' ? boundedExec(regex, value) : null
    if (!found) return differ(pattern, value, at)
    const clash = captures.takeGroups(found, scope)
    return clash && differ(clash.value, clash.got, `${at}<${clash.name}>`)
  }
  const wanted = fillValue(pattern, scope)
  return isDeepStrictEqual(wanted, value) ? undefined : differ(wanted, value, at)
}

/** No item is held against the same part of the pattern twice, so that a long list takes no longer than it is long. */
function partList(
  patterns: readonly unknown[],
  values: readonly unknown[],
  taking: Taking,
  at: string,
): Parting | undefined {
  const runs = cut(patterns)
  const [first, last] = [runs[0]!, runs.at(-1)!]
  const isClosed = first === last
  const least = runs.reduce((sum, { items }) => sum + items.length, 0)
  if (isClosed && values.length !== least) {
    const got = () => `${count(values.length)}: ${show(values)}`
    return { at, wanted: () => count(least), got }
  }
  if (values.length < least) return { at, wanted: () => `at least ${count(least)}`, got: () => show(values) }
  const parting = partRun(first.items, values, 0, taking, at)
  if (parting || isClosed) return parting
  let from = first.items.length
  for (const run of runs.slice(1)) {
    const end = values.length - run.items.length
    let place = run === last ? Math.max(from, end) : from
    while (place <= end && !tries(run.items, values, place, taking, at)) place++
    if (place > end) {
      const wanted = () => `a list that goes on with ${show(patterns.slice(run.start))}`
      return { at, wanted, got: () => show(values.slice(from)) }
    }
    from = place + run.items.length
  }
  return undefined
}

/** A stretch of a pattern without `…`, and where in the pattern it starts. */
interface Run {
  readonly start: number
  readonly items: readonly unknown[]
}

/** Cuts a pattern at each `…`. */
function cut(patterns: readonly unknown[]): Run[] {
  const cuts = [...patterns.keys()].filter((i) => isMore(patterns[i]))
  return [-1, ...cuts].map((before, i) => ({
    start: before + 1,
    items: patterns.slice(before + 1, cuts[i] ?? patterns.length),
  }))
}

function partRun(
  items: readonly unknown[],
  values: readonly unknown[],
  from: number,
  taking: Taking,
  at: string,
): Parting | undefined {
  for (const [i, pattern] of items.entries()) {
    const parting = part(pattern, values[from + i], taking, `${at}[${from + i}]`)
    if (parting) return parting
  }
  return undefined
}

/** Whether a run is there; what it takes counts only then. */
function tries(
  items: readonly unknown[],
  values: readonly unknown[],
  from: number,
  { scope, captures }: Taking,
  at: string,
): boolean {
  const trial = captures.fork()
  if (partRun(items, values, from, { scope, captures: trial }, at)) return false
  captures.join(trial)
  return true
}

const differ = (wanted: unknown, got: unknown, at: string): Parting => ({
  at,
  wanted: () => show(wanted),
  got: () => show(got),
})

const TOO_DEEP = 'a value that is nested too deeply'

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP
    throw error
  }
}

const count = (items: number) => (items === 1 ? '1 item' : `${items} items`)

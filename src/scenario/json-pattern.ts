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

/**
 * Compares a value with a pattern: maps may hold more than the pattern names, lists may not but where `…` stands, and
 * the texts `any`, `absent`, `/re/`, `$capture` and `${name}` have a meaning of their own.
 * What `$capture` takes goes to `captures`.
 */
export function matchJson(
  pattern: unknown,
  value: unknown,
  scope: Scope,
  captures: Captures,
  at = '',
): JsonMismatch | undefined {
  if (typeof pattern === 'string') return matchText(pattern, value, scope, captures, at)
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return differ(pattern, value, at)
    return matchList(pattern, value, scope, captures, at)
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return differ(pattern, value, at)
    for (const [key, wanted] of Object.entries(pattern)) {
      const item = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
      const mismatch = matchJson(wanted, item, scope, captures, `${at}.${key}`)
      if (mismatch) return mismatch
    }
    return undefined
  }
  return pattern === value ? undefined : differ(pattern, value, at)
}

/** The name that a text of the form `$name` captures. */
export const captureName = (text: string): string | undefined => /^\$([A-Za-z][A-Za-z0-9_]*)$/.exec(text)?.[1]

/** Stands for any number of items of a list. */
const isMore = (pattern: unknown) => pattern === '…' || pattern === '...'

function matchText(
  pattern: string,
  value: unknown,
  scope: Scope,
  captures: Captures,
  at: string,
): JsonMismatch | undefined {
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

function matchList(
  patterns: readonly unknown[],
  values: readonly unknown[],
  scope: Scope,
  captures: Captures,
  at: string,
): JsonMismatch | undefined {
  const open = patterns.findIndex(isMore)
  if (open < 0 && patterns.length !== values.length) {
    return { at, wanted: items(patterns.length), got: `${items(values.length)}: ${show(values)}` }
  }
  const before = open < 0 ? patterns.length : open
  if (values.length < before) return { at, wanted: `at least ${items(before)}`, got: show(values) }
  for (let i = 0; i < before; i++) {
    const mismatch = matchJson(patterns[i], values[i], scope, captures, `${at}[${i}]`)
    if (mismatch) return mismatch
  }
  if (open < 0) return undefined
  const rest = patterns.slice(open + 1)
  if (rest.length === 0) return undefined
  for (let from = before; from <= values.length; from++) {
    const trial = captures.fork()
    if (!matchList(rest, values.slice(from), scope, trial, at)) {
      captures.join(trial)
      return undefined
    }
  }
  return { at, wanted: `a list that goes on with ${show(rest)}`, got: show(values.slice(before)) }
}

const differ = (wanted: unknown, got: unknown, at: string): JsonMismatch => ({
  at,
  wanted: show(wanted),
  got: show(got),
})

const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))

const items = (count: number) => (count === 1 ? '1 item' : `${count} items`)

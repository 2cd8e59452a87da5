import { boundedExec } from '../bounded-exec.js'
import type { Reading } from '../profile.js'
import { regexOf } from '../regex.js'
import type { Replies } from './schema.js'

/**
 * Reads lines by a profile's patterns; what none takes is read by `otherwise`. The named groups of the pattern are the
 * reading's value; `json` is the value itself, `text` its words, and in a fail `code` the code.
 */
export function readerOf(replies: Replies, otherwise: (line: string) => Reading): (line: string) => Reading {
  const patterns = Object.entries(replies).flatMap(([kind, list]) =>
    list.map((text) => ({ kind: kind as keyof Replies, regex: regexOf(text, new Map())! })),
  )
  return (line) => {
    for (const { kind, regex } of patterns) {
      const found = boundedExec(regex, line)
      if (found) return readingOf(kind, line, found.groups ?? {})
    }
    return otherwise(line)
  }
}

function readingOf(kind: keyof Replies, line: string, groups: Record<string, string | undefined>): Reading {
  const { text = line, code, json } = groups
  if (kind === 'fail') return { kind, text, code }
  if (json !== undefined) return { kind, text, value: parse(json) }
  const taken = Object.entries(groups).filter(([, value]) => value !== undefined)
  return taken.length === 0 ? { kind, text } : { kind, text, value: Object.fromEntries(taken) }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

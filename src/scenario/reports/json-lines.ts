import { diffJson } from 'diff'
import { jsonIn } from './json-in.js'
import { shortened } from './shortened.js'

/** A line of two values laid over each other: `-` is only in what was wanted, `+` only in what came. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' '
  readonly text: string
}

/** JSON shorter than this is read best on one line. */
const LONG = 60
/** Values that differ in more lines than this differ as a whole. */
const EDITS = 1000
/** Unchanged lines around a change. */
const NEAR = 3
const MOST = 100

/** Lays the JSON objects or lists that two texts end in over each other; undefined where that would not help. */
export function jsonLines(wanted: string, got: string): DiffLine[] | undefined {
  const [a, b] = [jsonIn(wanted), jsonIn(got)]
  if (!a || !b || Array.isArray(a.value) !== Array.isArray(b.value)) return undefined
  if (Math.max(a.text.length, b.text.length) < LONG) return undefined
  const [before, after] = [pretty(a.value), pretty(b.value)]
  if (before === undefined || after === undefined) return undefined
  const changes = diffJson(before, after, { maxEditLength: EDITS })
  const heads: DiffLine[] =
    a.before === b.before
      ? [{ sign: ' ', text: a.before }]
      : [
          { sign: '-', text: a.before },
          { sign: '+', text: b.before },
        ]
  const lines = changes?.flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  )
  return lines && bounded([...heads.filter(({ text }) => text !== ''), ...lines])
}

/** With its keys in order, since theirs says nothing. Undefined where it is nested too deeply. */
function pretty(value: unknown): string | undefined {
  const sorted = (_: string, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item
  try {
    return `${JSON.stringify(value, sorted, 2)}\n`
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function bounded(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - NEAR), at + NEAR + 1).some(({ sign }) => sign !== ' '),
  )
  const kept: DiffLine[] = []
  for (const [at, { sign, text }] of lines.entries()) {
    if (kept.length >= MOST) {
      kept.push({ sign: ' ', text: `… (${lines.length - at} more lines)` })
      break
    }
    // A single line is no longer than the sign for its absence.
    const isAlone = near[at - 1] !== false && near[at + 1] !== false
    if (near[at] || isAlone) kept.push({ sign, text: shortened(text) })
    else if (near[at - 1] !== false) kept.push({ sign: ' ', text: '…' })
  }
  return kept
}

import { clip } from './clip.js'
import type { Style } from './matrix.js'
import { type Look, type Paint, painter } from './paint.js'
import { type CaseFailure, type CaseResult, outcomes, type RunResult } from './result.js'
import type { Entry } from './transcript.js'
import { visible } from './visible.js'

const marks = {
  pass: ['✓', 'green'],
  weak: ['~', 'yellow'],
  skip: ['-', 'dim'],
  fail: ['✗', 'red'],
  error: ['!', 'magenta'],
} as const satisfies Record<CaseResult['outcome'], readonly [string, Look]>

const arrows = { sent: '→', received: '←', note: '·' } as const satisfies Record<Entry['kind'], string>

/** A case in one line. */
export function formatCase(
  { outcome, id, title, reason }: CaseResult,
  { width, colour }: Style = {},
): string {
  const [mark, paint] = marks[outcome]
  const why = outcome === 'skip' || outcome === 'weak' ? ` (${visible(reason ?? outcome)})` : ''
  return `${painter(colour)(paint, mark)} ${clip(`${id}  ${title}${why}`, (width ?? Number.POSITIVE_INFINITY) - 2)}\n`
}

/** What did not hold, each with its place in the file, what was wanted, what came and the timeline; then the sum. */
export function formatReport(result: RunResult, style: Style = {}): string {
  const paint = painter(style.colour)
  const broken = result.results.filter(({ failure }) => failure !== undefined)
  const parts = broken.map((one) => formatCase(one, style) + formatFailure(one, one.failure!, style, paint))
  return [...parts, `${sum(result)}\n`].join('\n')
}

function formatFailure(
  { reason, transcript = [] }: CaseResult,
  failure: CaseFailure,
  style: Style,
  paint: Paint,
): string {
  const { file, line, column, source, wanted, got } = failure
  const digits = String(source.at(-1)?.line ?? 0).length
  const lines = [
    `${file}:${line}:${column}: ${visible(reason ?? '')}`,
    ...source.map((at) => {
      const text = `${at.marked ? '>' : ' '} ${String(at.line).padStart(digits)} | ${visible(at.text)}`
      return at.marked ? paint('bold', text) : paint('dim', text)
    }),
    ...(wanted === undefined ? [] : [`wanted  ${paint('green', visible(wanted))}`]),
    ...(got === undefined ? [] : [`got     ${paint('red', visible(got))}`]),
    ...timeline(transcript, (style.width ?? Number.POSITIVE_INFINITY) - 2),
  ]
  return lines.map((text) => `  ${text}`.trimEnd().concat('\n')).join('')
}

function timeline(entries: readonly Entry[], width: number): string[] {
  const actor = Math.max(0, ...entries.map((entry) => entry.actor.length))
  const time = Math.max(0, ...entries.map(({ at }) => at.toFixed(1).length))
  return entries.map((entry) =>
    clip(
      `${entry.at.toFixed(1).padStart(time)} ms  ${entry.actor.padEnd(actor)} ${arrows[entry.kind]} ${visible(entry.text)}`,
      width,
    ),
  )
}

function sum({ outcome, server, reason, planned, results, counts, duration }: RunResult): string {
  const told = outcomes.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`)
  const all = results.length === planned ? '' : `, of ${planned} planned`
  const why = reason === undefined ? '' : `${visible(reason)}\n`
  const done = results.length === 0 ? 'no case was run' : `${told.join(', ')}${all}`
  return `${why}${server}: ${outcome === 'held' ? '' : `${outcome}: `}${done} in ${(duration / 1000).toFixed(1)} s`
}

import { cellsOf } from '../../text/cells.js'
import { clip } from '../../text/clip.js'
import type { Style } from '../matrix.js'
import { type Look, painter } from '../paint.js'
import type { CaseFailure } from '../result.js'
import { compare, type Part } from './comparison.js'
import { fold } from './fold.js'
import type { DiffLine } from './json-lines.js'
import { shortened } from './shortened.js'

const signs = { '-': 'green', '+': 'red', ' ': 'dim' } as const satisfies Record<DiffLine['sign'], Look>
const LABEL = 'wanted  '.length
/** Fewer columns than this cannot be folded into. */
const NARROWEST = 8

/** What was wanted and what came, as lines of at most `style.width` columns, with what differs marked. */
export function formatDifference({ wanted, got }: CaseFailure, style: Style): string[] {
  const paint = painter(style.colour)
  const told = (label: string, parts: readonly Part[], look: Look) => formatParts(label, parts, look, style)
  if (wanted === undefined || got === undefined) {
    return [
      ...(wanted === undefined ? [] : told('wanted', [{ text: shortened(wanted), changed: false }], 'green')),
      ...(got === undefined ? [] : told('got', [{ text: shortened(got), changed: false }], 'red')),
    ]
  }
  const comparison = compare(wanted, got)
  if (comparison.kind === 'texts')
    return [...told('wanted', comparison.wanted, 'green'), ...told('got', comparison.got, 'red')]
  return [
    `${paint('green', '- wanted')}  ${paint('red', '+ got')}`,
    ...comparison.lines.map(({ sign, text }) =>
      paint(signs[sign], clip(`${sign} ${text}`, style.width ?? Number.POSITIVE_INFINITY)),
    ),
  ]
}

/** A labelled text; what is changed in it is inverse or, without colours, underlined by `^`. */
function formatParts(
  label: string,
  parts: readonly Part[],
  look: Look,
  { width = Number.POSITIVE_INFINITY, colour = false }: Style,
): string[] {
  const paint = painter(colour)
  const lines = fold(parts, Math.max(NARROWEST, width - LABEL))
  return lines.flatMap((line, i) => {
    const text = line.map((part) => paint(look, part.changed ? paint('inverse', part.text) : part.text))
    const first = `${(i === 0 ? label : '').padEnd(LABEL)}${text.join('')}`
    const under = line.map((part) => (part.changed ? '^' : ' ').repeat(cellsOf(part.text))).join('')
    return colour || !under.includes('^') ? [first] : [first, `${' '.repeat(LABEL)}${under.trimEnd()}`]
  })
}

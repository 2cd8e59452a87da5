import stringWidth from 'string-width'
import { clip, graphemes } from '../cli/clip.js'
import { safe } from '../cli/hostile-text.js'

/** One row of a terminal, and the cell that the cursor stands on. */
export interface LineView {
  readonly row: string
  readonly column: number
}

/**
 * As much of a line as fits into one row behind its label, around the cursor, so that it never wraps. Counted in
 * cells: a wide character takes two, a combining mark none. From `secretAt` on each character is shown as `*`.
 */
export function lineView(
  { label, text, cursor, secretAt = Number.POSITIVE_INFINITY }: Line,
  columns: number,
): LineView {
  // The last cell stays free: some terminals wrap as soon as it is written to.
  const most = Math.floor((columns - 1) / 2)
  const title = stringWidth(label) <= most ? label : `${clip(label, Math.max(0, most - 1))} `
  const room = Math.max(1, columns - 1 - stringWidth(title))
  const cells = Array.from(graphemes.segment(text), ({ segment, index }) => {
    const shown = index >= secretAt && segment !== ' ' ? '*' : safe(segment)
    return { index, shown, width: stringWidth(shown) }
  })
  const at = cells.findIndex(({ index }) => index >= cursor)
  const cursorAt = at < 0 ? cells.length : at
  let first = cursorAt
  // One cell is left for the cursor itself.
  for (let used = 1; first > 0; first--) {
    used += cells[first - 1]!.width
    if (used > room) break
  }
  let row = ''
  let width = 0
  let column = 0
  for (let i = first; i <= cells.length; i++) {
    if (i === cursorAt) column = width
    const cell = cells[i]
    if (!cell || width + cell.width > room) break
    row += cell.shown
    width += cell.width
  }
  return { row: title + row, column: stringWidth(title) + column }
}

interface Line {
  readonly label: string
  readonly text: string
  readonly cursor: number
  readonly secretAt?: number | undefined
}

import { safe } from '../cli/hostile-text.js'
import { cellsOf } from '../text/cells.js'
import { characters, graphemes } from '../text/characters.js'
import { clip } from '../text/clip.js'

/** Code units that a cell stands for at the most: what is further from the cursor is not looked at. */
const UNITS = 8

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
  const title = cellsOf(label) <= most ? label : `${clip(label, Math.max(0, most - 1))} `
  const room = Math.max(1, columns - 1 - cellsOf(title))
  const reach = UNITS * columns
  let index = startOf(text, cursor - reach)
  const near = Array.from(characters(text.slice(index, cursor + reach)), (character) => {
    const shown = index >= secretAt && character !== ' ' ? '*' : safe(character)
    const cell = { index, shown }
    index += character.length
    return cell
  })
  const at = near.findIndex(({ index }) => index >= cursor)
  const cursorAt = at < 0 ? near.length : at
  let first = cursorAt
  // One cell is left for the cursor itself.
  for (let used = 1; first > 0; first--) {
    used += cellsOf(near[first - 1]!.shown)
    if (used > room) break
  }
  let row = ''
  let width = 0
  let column = 0
  for (let i = first; i <= near.length; i++) {
    if (i === cursorAt) column = width
    const shown = near[i]?.shown
    if (shown === undefined || width + cellsOf(shown) > room) break
    row += shown
    width += cellsOf(shown)
  }
  return { row: title + row, column: cellsOf(title) + column }
}

/** Where the character at an index begins. */
const startOf = (text: string, index: number) =>
  index <= 0 ? 0 : graphemes().segment(text).containing(index)!.index

interface Line {
  readonly label: string
  readonly text: string
  readonly cursor: number
  readonly secretAt?: number | undefined
}

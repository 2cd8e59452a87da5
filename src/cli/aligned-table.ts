import { cellsOf } from '../text/cells.js'
import { clip } from '../text/clip.js'
import type { Output } from './output.js'
import type { Column } from './table.js'
import { wrap } from './wrap.js'

const GAP = 2
const NARROWEST = 8
const HANG = 2

type Look = Pick<Column<never>, 'align' | 'whole'>

/**
 * Rows for a terminal: titles and aligned columns, the widest cut (`…`) to fit, or one field a line where it is too
 * narrow for columns. What stands in the cells is safe.
 */
export function alignedTable(
  cells: readonly string[][],
  titles: readonly string[],
  columns: readonly Look[],
  out: Pick<Output, 'columns' | 'colour'>,
): string {
  const widths = fitting(
    columns.map((_, i) => [titles, ...cells].reduce((widest, row) => Math.max(widest, cellsOf(row[i]!)), 0)),
    columns.map(({ whole }) => whole !== true),
    out.columns,
  )
  if (widths === undefined) return stacked(cells, titles, columns, out.columns)
  const lines = [titles, ...cells].map((row) =>
    row
      .map((cell, i) => pad(clip(cell, widths[i]!), widths[i]!, columns[i]!.align))
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
  if (out.colour) lines[0] = `\u001b[2m${lines[0]}\u001b[22m`
  return `${lines.join('\n')}\n`
}

/** The widths that fit into the terminal: the widest that may be cut gives first. Undefined where none is legible. */
function fitting(wanted: readonly number[], mayCut: readonly boolean[], room: number): number[] | undefined {
  const widths = [...wanted]
  let over = widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - room
  for (; over > 0; over--) {
    const widest = Math.max(...widths.filter((_, i) => mayCut[i]))
    if (widest <= NARROWEST) return undefined
    const at = widths.findIndex((width, i) => width === widest && mayCut[i])
    widths[at] = widest - 1
  }
  return widths
}

/** A field a line, as far as there is something in it. */
function stacked(
  rows: readonly string[][],
  titles: readonly string[],
  columns: readonly Look[],
  width: number,
): string {
  const fieldOf = (cell: string, i: number) => {
    const head = `${titles[i]}: `
    if (cell === '') return ''
    // What is to be copied is left to the terminal, which does not break it.
    const lines = columns[i]!.whole ? [cell] : wrap(cell, width, cellsOf(head), HANG)
    return `${head}${lines.join(`\n${' '.repeat(HANG)}`)}\n`
  }
  return rows.map((row) => row.map(fieldOf).join('')).join('\n')
}

function pad(cell: string, width: number, align?: 'right'): string {
  const space = ' '.repeat(width - cellsOf(cell))
  return align === 'right' ? space + cell : cell + space
}

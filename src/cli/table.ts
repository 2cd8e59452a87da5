import { cellsOf } from '../text/cells.js'
import { clip } from '../text/clip.js'
import { safe } from './hostile-text.js'
import type { Output } from './output.js'
import { wrap } from './wrap.js'

/** One column: its title, and what stands in it for a row. Text is made safe here. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | number
  readonly align?: 'right'
  /** Never cut, since half of it is of no use: a code, an id. */
  readonly whole?: true
}

const GAP = 2
const NARROWEST = 8
const HANG = 2

/**
 * Writes rows. On a terminal: titles and aligned columns, the widest cut (`…`) to fit, or one field a line where it is
 * too narrow for columns. Elsewhere: values separated by TAB, whole, without titles, for `cut` and `while read`.
 */
export async function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  out: Pick<Output, 'write' | 'isTerminal' | 'columns' | 'colour'>,
): Promise<void> {
  if (rows.length === 0) return
  const cells = rows.map((row) => columns.map(({ value }) => safe(String(value(row)))))
  if (!out.isTerminal) return out.write(cells.map((row) => `${row.join('\t')}\n`).join(''))
  const titles = columns.map(({ title }) => title.toUpperCase())
  const widths = fitting(
    columns.map((_, i) => [titles, ...cells].reduce((widest, row) => Math.max(widest, cellsOf(row[i]!)), 0)),
    columns.map(({ whole }) => whole !== true),
    out.columns,
  )
  if (widths === undefined) return out.write(stacked(cells, titles, columns, out.columns))
  const lines = [titles, ...cells].map((row) =>
    row
      .map((cell, i) => pad(clip(cell, widths[i]!), widths[i]!, columns[i]!.align))
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
  if (out.colour) lines[0] = `\u001b[2m${lines[0]}\u001b[22m`
  await out.write(`${lines.join('\n')}\n`)
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
  columns: readonly Pick<Column<never>, 'whole'>[],
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

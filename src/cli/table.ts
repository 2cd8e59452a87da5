import { safe } from './hostile-text.js'
import type { Output } from './output.js'

/** One column: its title, and what stands in it for a row. Text is made safe here. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | number
  readonly align?: 'right'
  /** Never cut, since half of it is of no use: a code, an id. */
  readonly whole?: true
}

/**
 * Writes rows. On a terminal: titles and aligned columns, as wide as it is. Elsewhere: values separated by TAB, whole,
 * without titles, for `cut` and `while read`.
 */
export async function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  out: Pick<Output, 'write' | 'isTerminal' | 'columns' | 'colour'>,
): Promise<void> {
  if (rows.length === 0) return
  const cells = rows.map((row) => columns.map(({ value }) => safe(String(value(row)))))
  if (!out.isTerminal) return out.write(cells.map((row) => `${row.join('\t')}\n`).join(''))
  // What knows how wide characters are takes longer to load than all else that a command does.
  const { alignedTable } = await import('./aligned-table.js')
  const titles = columns.map(({ title }) => title.toUpperCase())
  await out.write(alignedTable(cells, titles, columns, out))
}

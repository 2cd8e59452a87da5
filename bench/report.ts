/** One part's figures: for people as a table, for machines as they are. */
export interface Part<Row extends object = object> {
  readonly title: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly notes: readonly string[]
}

export interface Column<Row> {
  readonly title: string
  show(row: Row): string
}

/** What a figure should be, and whether it is. */
export interface Aim {
  readonly aim: string
  readonly met: boolean
}

export const atLeast = (value: number, least: number, what = ''): Aim => ({
  aim: `${what}≥ ${least}`,
  met: value >= least,
})

export const atMost = (value: number, most: number, what = ''): Aim => ({
  aim: `${what}≤ ${most}`,
  met: value <= most,
})

export const showAims = (aims: readonly Aim[]): string =>
  aims.map(({ aim, met }) => `${aim} ${met ? 'pass' : 'MISS'}`).join(', ')

/** A table of plain text; the first and the last column are text, the others numbers. */
export function formatPart<Row extends object>({ title, columns, rows, notes }: Part<Row>): string {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map(({ show }) => show(row))),
  ]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  const isText = (i: number) => i === 0 || i === columns.length - 1
  const lines = cells.map((line) =>
    line
      .map((cell, i) => (isText(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
  return [title, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n')
}

/** A number with a comma at the thousands. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

/** Nothing where there is no figure: a round too short for one answer has no times. */
export const fixed = (digits: number) => (value: number | null | undefined) =>
  value === undefined || value === null ? '' : value.toFixed(digits)

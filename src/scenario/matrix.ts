import { type Clause, clauseIds, clauses } from '../protocol/clauses.js'
import { clip } from './clip.js'
import { type Level, levels } from './levels.js'
import { type Look, painter } from './paint.js'
import type { CaseResult } from './result.js'
import { visible } from './visible.js'

export interface Style {
  /** Columns of the terminal; without it nothing is cut. */
  readonly width?: number
  readonly colour?: boolean
}

/** A clause at a level: how many cases were judged, and how many of them held. */
interface Cell {
  readonly held: number
  readonly judged: number
  readonly skipped: number
  readonly errors: number
}

export interface Row {
  readonly clause: Clause
  readonly title: string
  readonly cells: Readonly<Record<Level, Cell | undefined>>
  /** Why nothing was judged, or the first thing that kept a case from being judged. */
  readonly note?: string
}

/** The matrix of clauses and levels as plain data: every clause of the protocol has its row. */
export function matrixOf(
  results: readonly CaseResult[],
  uncovered: Partial<Record<Clause, string>> = {},
): Row[] {
  return clauseIds.map((clause) => {
    const cited = results.filter((result) => result.clause.includes(clause))
    const cell = (level: Level): Cell | undefined => {
      const here = cited.filter((result) => result.level === level)
      if (here.length === 0) return undefined
      const count = (...outcomes: CaseResult['outcome'][]) =>
        here.filter(({ outcome }) => outcomes.includes(outcome)).length
      return {
        held: count('pass', 'weak'),
        judged: count('pass', 'weak', 'fail'),
        skipped: count('skip'),
        errors: count('error'),
      }
    }
    const note = noteOf(cited, uncovered[clause])
    return {
      clause,
      title: clauses[clause].title,
      cells: { must: cell('must'), should: cell('should'), may: cell('may') },
      ...(note !== undefined && { note }),
    }
  })
}

/** The matrix as text, a clause a line. */
export function formatMatrix(
  rows: readonly Row[],
  { width = Number.POSITIVE_INFINITY, colour = false }: Style = {},
): string {
  const paint = painter(colour)
  const first = Math.max('clause'.length, ...rows.map(({ clause }) => clause.length))
  const column = Math.max(
    ...levels.map(({ length }) => length),
    ...rows.flatMap(({ cells }) => levels.map((level) => words(cells[level]).length)),
  )
  const head = ['clause'.padEnd(first), ...levels.map((level) => level.padEnd(column))].join('  ')
  const room = width - head.length - 2
  const line = ({ clause, title, cells, note }: Row) => {
    const columns = levels.map((level) => paint(lookOf(cells[level]), words(cells[level]).padEnd(column)))
    const rest = clip(note === undefined ? title : `${title} (${visible(note)})`, room)
    return [clause.padEnd(first), ...columns, rest].join('  ').trimEnd()
  }
  return [paint('bold', head.trimEnd()), ...rows.map(line)].map((text) => `${text}\n`).join('')
}

function words(cell: Cell | undefined): string {
  if (!cell) return '·'
  if (cell.errors > 0) return 'error'
  return cell.judged === 0 ? 'skip' : `${cell.held}/${cell.judged}`
}

function lookOf(cell: Cell | undefined): Look {
  if (!cell || (cell.judged === 0 && cell.errors === 0)) return 'dim'
  return cell.errors === 0 && cell.held === cell.judged ? 'green' : 'red'
}

function noteOf(cited: readonly CaseResult[], uncovered: string | undefined): string | undefined {
  if (cited.length === 0) return uncovered === undefined ? 'not run' : `not covered: ${uncovered}`
  const error = cited.find(({ outcome }) => outcome === 'error')
  return (error ?? cited.find(({ outcome }) => outcome === 'skip' || outcome === 'weak'))?.reason
}

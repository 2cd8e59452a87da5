import { type Clause, clauseIds, clauses } from '../protocol/clauses.js'
import { clip } from '../text/clip.js'
import { type Level, levels } from './levels.js'
import { painter } from './paint.js'
import type { CaseResult, Outcome } from './result.js'
import { visible } from './visible.js'

export interface Style {
  /** Columns of the terminal; without it nothing is cut. */
  readonly width?: number
  readonly colour?: boolean
}

/** A clause at a level: how many cases were judged, how many of them held, and what each came to. */
export interface Cell {
  readonly held: number
  readonly judged: number
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
}

export interface Row {
  readonly clause: string
  readonly title: string
  readonly cells: Readonly<Record<Level, Cell | undefined>>
  /** Why nothing was judged, or the first thing that kept a case from being judged. */
  readonly note?: string
}

const HELD: readonly Outcome[] = ['pass', 'weak', 'xpass']
const JUDGED: readonly Outcome[] = [...HELD, 'xfail', 'fail']
/** Whose reason is told beside a clause, the first of them that there is. */
const NOTED: readonly Outcome[] = ['error', 'xpass', 'xfail', 'unknown', 'skip', 'weak']

/**
 * The matrix of clauses and levels as plain data: a row for each clause that a case cites, in the order of the protocol.
 * With `uncovered`, which tells why a clause has no case, each other clause of the protocol has its row too.
 */
export function matrixOf(
  results: readonly CaseResult[],
  uncovered?: Readonly<Partial<Record<string, string>>>,
): Row[] {
  const cited = new Set(results.flatMap(({ clause }) => clause))
  const known = clauseIds.filter((clause) => uncovered !== undefined || cited.has(clause))
  return [...new Set([...known, ...cited])].map((clause) => {
    const own = results.filter((result) => result.clause.includes(clause))
    const cell = (level: Level) => cellOf(own.filter((result) => result.level === level))
    const note = noteOf(own, uncovered?.[clause])
    return {
      clause,
      title: isClause(clause) ? clauses[clause].title : '',
      cells: { must: cell('must'), should: cell('should'), may: cell('may') },
      ...(note !== undefined && { note }),
    }
  })
}

function cellOf(results: readonly CaseResult[]): Cell | undefined {
  if (results.length === 0) return undefined
  const outcomes: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of results) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  const count = (those: readonly Outcome[]) => those.reduce((sum, one) => sum + (outcomes[one] ?? 0), 0)
  return { held: count(HELD), judged: count(JUDGED), outcomes }
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
    ...rows.flatMap(({ cells }) => levels.map((level) => cellText(cells[level]).length)),
  )
  const head = ['clause'.padEnd(first), ...levels.map((level) => level.padEnd(column))].join('  ')
  const room = width - head.length - 2
  const line = ({ clause, title, cells, note }: Row) => {
    const columns = levels.map((level) =>
      paint(cellLook(cells[level]), cellText(cells[level]).padEnd(column)),
    )
    const rest = clip(note === undefined ? title : `${title} (${visible(note)})`.trimStart(), room)
    return [visible(clause).padEnd(first), ...columns, rest].join('  ').trimEnd()
  }
  return [paint('bold', head.trimEnd()), ...rows.map(line)].map((text) => `${text}\n`).join('')
}

/** A cell in a few characters: `2/3`, with `!` where errors and `?` where the end of the run kept more from being judged. */
export function cellText(cell: Cell | undefined): string {
  if (!cell) return '·'
  const { held, judged, outcomes } = cell
  if (judged === 0) return outcomes.error ? 'error' : outcomes.unknown ? 'unknown' : 'skip'
  return `${held}/${judged}${outcomes.error ? ' !' : outcomes.unknown ? ' ?' : ''}`
}

/** How a cell looks: red where a rule is broken or an error is in the way, yellow where that is known. */
export function cellLook(cell: Cell | undefined): 'dim' | 'red' | 'yellow' | 'green' {
  if (!cell) return 'dim'
  const { judged, outcomes } = cell
  if (outcomes.fail || outcomes.xpass || outcomes.error) return 'red'
  if (outcomes.xfail || outcomes.unknown) return 'yellow'
  return judged === 0 ? 'dim' : 'green'
}

function noteOf(cited: readonly CaseResult[], uncovered: string | undefined): string | undefined {
  if (cited.length === 0) return uncovered === undefined ? 'not run' : `not covered: ${uncovered}`
  const telling = NOTED.map((outcome) =>
    cited.find((one) => one.outcome === outcome && one.reason !== undefined),
  )
  return telling.find((one) => one !== undefined)?.reason
}

const isClause = (id: string): id is Clause => Object.hasOwn(clauses, id)

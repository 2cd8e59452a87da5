import { matrixOf, type Style } from '../matrix.js'
import type { RunResult } from '../result.js'
import type { Scenario } from '../scenario.js'

/** The kinds of report that there are. */
export const reportKinds = ['terminal', 'json', 'junit', 'html', 'github', 'markdown'] as const
export type ReportKind = (typeof reportKinds)[number]

/** Characters of all timelines in one text; written out, one of them may become many. */
const MOST = 30_000_000
const LEFT_OUT = [{ at: 0, actor: '', kind: 'note', text: 'left out: the report would be too long' }] as const

/** What reports are made of. */
export interface Reported {
  readonly result: RunResult
  readonly scenarios: readonly Scenario[]
  /** How the terminal's report looks. */
  readonly style?: Style
  /** Whether every clause has its row in the matrix, and the matrix goes in front of the terminal's report. */
  readonly withMatrix?: boolean
  /** The folder of the checkout, as GitHub knows it. */
  readonly workspace?: string | undefined
}

/** Makes a report, in pieces, since no text may be as long as JSON can be; its code is loaded only then. */
export async function makeReport(kind: ReportKind, reported: Reported): Promise<Iterable<string>> {
  return kind === 'json' ? jsonOf(reported) : [await textOf(kind, reported)]
}

/** `JSON.stringify` of the result and its matrix. */
function* jsonOf({ result, withMatrix }: Reported): Iterable<string> {
  const { results, ...others } = { ...result, matrix: matrixFor(result, withMatrix) }
  yield `${JSON.stringify(others).slice(0, -1)},"results":[`
  for (const [i, one] of results.entries()) yield `${i === 0 ? '' : ','}${JSON.stringify(one)}`
  yield ']}\n'
}

/** The same result; where the timelines would be too much for one text, those of the last cases are left out. */
function roomy(result: RunResult): RunResult {
  let room = MOST
  const results = result.results.map((one) => {
    room -= (one.transcript ?? []).reduce((sum, { text }) => sum + text.length, 0)
    return room < 0 && one.transcript ? { ...one, transcript: LEFT_OUT } : one
  })
  return { ...result, results }
}

const matrixFor = ({ results }: RunResult, withMatrix = false) =>
  matrixOf(results, withMatrix ? {} : undefined)

async function textOf(kind: Exclude<ReportKind, 'json'>, reported: Reported): Promise<string> {
  const { scenarios, style = {}, withMatrix = false, workspace } = reported
  const result = roomy(reported.result)
  const rows = matrixFor(result, withMatrix)
  switch (kind) {
    case 'terminal': {
      const [{ formatReport }, { formatMatrix }] = await Promise.all([
        import('./terminal.js'),
        import('../matrix.js'),
      ])
      return `${withMatrix ? `${formatMatrix(rows, style)}\n` : ''}${formatReport(result, style)}`
    }
    case 'junit':
      return (await import('./junit.js')).formatJunit(result)
    case 'html': {
      const { formatHtml } = await import('./html.js')
      return formatHtml(result, {
        rows,
        scenarios: new Map(scenarios.map(({ source }) => [source.file, source.text])),
      })
    }
    case 'github':
      return (await import('./github.js')).formatGithub(result, workspace === undefined ? {} : { workspace })
    case 'markdown':
      return (await import('./summary.js')).formatSummary(result, rows)
  }
}

import { matrixOf, type Style } from '../matrix.js'
import type { RunResult } from '../result.js'
import type { Scenario } from '../scenario.js'

/** The kinds of report that there are. */
export const reportKinds = ['terminal', 'json', 'junit', 'html', 'github', 'markdown'] as const
export type ReportKind = (typeof reportKinds)[number]

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

/** Makes a report; its code is loaded only then. */
export async function makeReport(kind: ReportKind, reported: Reported): Promise<string> {
  const { result, scenarios, style = {}, withMatrix = false, workspace } = reported
  const rows = matrixOf(result.results, withMatrix ? {} : undefined)
  switch (kind) {
    case 'terminal': {
      const [{ formatReport }, { formatMatrix }] = await Promise.all([
        import('./terminal.js'),
        import('../matrix.js'),
      ])
      return `${withMatrix ? `${formatMatrix(rows, style)}\n` : ''}${formatReport(result, style)}`
    }
    case 'json':
      return `${JSON.stringify({ ...result, matrix: rows })}\n`
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

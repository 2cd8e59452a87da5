import { createHash } from 'node:crypto'
import type { Row } from '../matrix.js'
import type { Outcome, RunResult } from '../result.js'
import { html, Markup } from './markup.js'
import { caseList } from './page/case-list.js'
import { jsonForScript, pageData } from './page/data.js'
import { filterForm } from './page/filter-form.js'
import { matrixTables } from './page/matrix-tables.js'
import { pageHead } from './page/page-head.js'
import { pageScript } from './page/script.js'
import { pageStyle } from './page/style.js'
import { type Gathered, gatherRounds } from './rounds.js'
import { serverOf } from './words.js'

export interface HtmlOptions {
  /** The matrix of clauses. */
  readonly rows: readonly Row[]
  /** The texts of the scenarios' files, by their names. */
  readonly scenarios?: ReadonlyMap<string, string>
}

/** What wants to be looked at stands first. */
const order: readonly Outcome[] = ['fail', 'xpass', 'error', 'unknown', 'xfail', 'weak', 'skip', 'pass']

/**
 * A run as one page that needs nothing else: the sum, the matrix, and each case with its file beside a drawing of what
 * happened. Nothing but its own script and style can run in it, whatever a server sent; without scripts it still shows all
 * but the drawings.
 */
export function formatHtml(result: RunResult, { rows, scenarios = new Map() }: HtmlOptions): string {
  const cases = gatherRounds(result.results).sort((a, b) => rank(a) - rank(b))
  const data = jsonForScript(pageData(cases, scenarios))
  const script = pageScript()
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(pageStyle)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${result.outcome}: ${serverOf(result)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(pageStyle)}</style>
</head>
<body>
${pageHead(result)}
<main>
${rows.length > 0 && matrixTables(rows)}
<section id="cases" aria-labelledby="cases-title">
<h2 id="cases-title">Cases</h2>
${filterForm(result, rows)}
${caseList(cases)}
</section>
</main>
<script type="application/json" id="data">${new Markup(data)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`
  return page.text
}

const rank = ({ result }: Gathered) => order.indexOf(result.outcome)

const digest = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

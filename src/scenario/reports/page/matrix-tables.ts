import { type Level, levels } from '../../levels.js'
import { type Cell, cellLook, cellText, type Row } from '../../matrix.js'
import { outcomes } from '../../result.js'
import { visible } from '../../visible.js'
import { html, type Markup } from '../markup.js'
import { bar } from './bar.js'

/** The matrix as a table for each chapter of the protocol; each cell leads to its cases. */
export function matrixTables(rows: readonly Row[]): Markup {
  const chapters = new Map<string, Row[]>()
  for (const row of rows) {
    const chapter = row.clause.replace(/-[^-]*$/, '')
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), row])
  }
  return html`<section id="clauses" aria-labelledby="clauses-title">
<h2 id="clauses-title">Clauses</h2>
<p class="quiet">How many of the cases that could be judged held, by clause and level.</p>
<div class="chapters">${[...chapters].map(([chapter, own]) => table(chapter, own))}
</div>
</section>`
}

const table = (chapter: string, rows: readonly Row[]) => html`
<table>
<caption>${visible(chapter)}</caption>
<thead><tr><th scope="col">clause</th>${levels.map((level) => html`<th scope="col">${level}</th>`)}</tr></thead>
<tbody>${rows.map(
  ({ clause, title, cells, note }) => html`
<tr><th scope="row"><b>${visible(clause)}</b> <span>${title}</span>${
    note !== undefined && html` <em>${visible(note)}</em>`
  }</th>${levels.map((level) => field(clause, level, cells[level]))}</tr>`,
)}
</tbody>
</table>`

function field(clause: string, level: Level, cell: Cell | undefined): Markup {
  if (!cell) return html`<td class="dim">·</td>`
  const told = outcomes.filter((one) => cell.outcomes[one]).map((one) => `${cell.outcomes[one]} ${one}`)
  const address = new URLSearchParams({ level, clause: visible(clause) })
  return html`<td class="${cellLook(cell)}"><a href="#${address.toString()}" title="${told.join(', ')}">${cellText(cell)}${bar(cell.outcomes)}</a></td>`
}

import { levels } from '../../levels.js'
import type { Row } from '../../matrix.js'
import { outcomes, type RunResult } from '../../result.js'
import { visible } from '../../visible.js'
import { html, type Markup } from '../markup.js'
import { badge } from './badge.js'

/** What chooses among the cases; it shows itself where scripts run. */
export function filterForm({ results, counts }: RunResult, rows: readonly Row[]): Markup {
  const present = outcomes.filter((one) => counts[one] > 0)
  const cited = rows.filter(({ clause }) => results.some((one) => one.clause.includes(clause)))
  const box = (name: string, value: string, label: Markup | string) => html`
<label><input type="checkbox" data-name="${name}" value="${value}">${label}</label>`
  return html`<div id="filter" role="search" hidden>
<label class="words">Search <input type="search" id="words" autocomplete="off" spellcheck="false"></label>
<label class="clause">Clause <select id="clause"><option value="">any</option>${cited.map(
    ({ clause }) => html`<option>${visible(clause)}</option>`,
  )}</select></label>
<fieldset><legend>Outcome</legend>${present.map((one) => box('outcome', one, badge(one)))}
</fieldset>
<fieldset><legend>Level</legend>${levels.map((one) => box('level', one, html`<span class="badge">${one}</span>`))}
</fieldset>
<p><output id="shown"></output> <button type="button" id="all">show all</button></p>
</div>
<noscript><p class="quiet">Without scripts, what happened in each case is not drawn, and the list is not filtered.</p></noscript>
<p id="none" hidden>No case is like that.</p>`
}

import { outcomes, type RunResult } from '../../result.js'
import { visible } from '../../visible.js'
import { html, type Markup } from '../markup.js'
import { meanings, secondsOf, serverOf } from '../words.js'
import { badge } from './badge.js'
import { bar } from './bar.js'

const verdicts = {
  held: 'Every rule that could be judged holds',
  broken: 'Rules are broken',
  unreachable: 'The server was not reached',
  error: 'Not every rule could be judged',
  unknown: 'Given up before every rule was judged',
  interrupted: 'Interrupted before every rule was judged',
} as const satisfies Record<RunResult['outcome'], string>

/** What was judged, when, and what it came to. */
export function pageHead(result: RunResult): Markup {
  const { outcome, reason, profile, at, duration, counts, results, planned } = result
  const told = outcomes.filter((one) => counts[one] > 0)
  const done = results.length === planned ? `${planned} cases` : `${results.length} of ${planned} cases`
  const when = visible(at).replace(/T([\d:]+).*/, ' $1 UTC')
  return html`<header class="${outcome}">
<div class="top"><p class="brand">pychat</p>
<nav><a href="#clauses">clauses</a> <a href="#cases">cases</a></nav>
<button type="button" id="theme" aria-pressed="false" hidden>dark</button></div>
<h1>${verdicts[outcome]}</h1>
${reason !== undefined && html`<p class="reason">${visible(reason)}</p>`}
<dl>
<div><dt>server</dt><dd><code>${serverOf(result)}</code></dd></div>
<div><dt>profile</dt><dd>${visible(profile)}</dd></div>
<div><dt>began</dt><dd><time datetime="${visible(at)}">${when}</time></dd></div>
<div><dt>took</dt><dd>${secondsOf(duration)}</dd></div>
<div><dt>ran</dt><dd>${done}</dd></div>
</dl>
${results.length > 0 && bar(counts)}
<ul class="counts">${told.map(
    (one) => html`
<li><a href="#outcome=${one}" title="${meanings[one]}">${badge(one)} <strong>${counts[one]}</strong></a></li>`,
  )}
</ul>
</header>`
}

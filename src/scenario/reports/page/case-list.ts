import type { CaseFailure } from '../../result.js'
import { visible } from '../../visible.js'
import { compare, type Part } from '../comparison.js'
import { html, type Markup } from '../markup.js'
import { type Gathered, tellRounds } from '../rounds.js'
import { shortened } from '../shortened.js'
import { placeOf, why } from '../words.js'
import { badge } from './badge.js'

/** The cases; what there is to say without a drawing is there at once. */
export const caseList = (cases: readonly Gathered[]): Markup =>
  html`<ol class="cases">${cases.map(item)}
</ol>`

function item(gathered: Gathered): Markup {
  const { id, title, outcome, level, clause, tags, duration } = gathered.result
  const rounds = tellRounds(gathered)
  return html`
<li class="case" data-id="${visible(id)}" data-outcome="${outcome}" data-level="${level}" data-clause="${clause.map(visible).join('\n')}">
<details>
<summary>${badge(outcome)}
<span class="name"><b>${visible(title)}</b> <code>${visible(id)}</code></span>
<span class="facts">${level} · ${clause.map(visible).join(', ')}${tags.map((tag) => ` · ${visible(tag)}`)} · ${duration} ms</span>
</summary>
${rounds !== undefined && html`<p class="rounds">${rounds}</p>`}
${verdict(gathered)}
<div class="detail">${gathered.result.failure && excerpt(gathered.result.failure)}</div>
</details>
</li>`
}

function verdict({ result }: Gathered): Markup | undefined {
  const { failure, outcome, figures = {} } = result
  const reason = why(result)
  const called = failure?.calledAt && html`, called at <code>${placeOf(failure.calledAt)}</code>`
  const told = [
    reason !== undefined && html`<p class="reason ${outcome}">${reason}</p>`,
    failure && difference(failure),
    failure && html`<p class="place"><code>${placeOf(failure)}</code>${called}</p>`,
    ...Object.entries(figures).map(
      ([name, ms]) => html`<p class="quiet">${visible(name)} took ${ms.toFixed(1)} ms</p>`,
    ),
  ]
  return told.some(Boolean) ? html`<div class="verdict">${told}</div>` : undefined
}

function difference({ wanted, got }: CaseFailure): Markup {
  if (wanted !== undefined && got !== undefined) {
    const comparison = compare(wanted, got)
    if (comparison.kind === 'lines') {
      return html`<div class="lines"><p><del>- wanted</del> <ins>+ got</ins></p><pre tabindex="0" role="region" aria-label="difference">${comparison.lines.map(
        ({ sign, text }) =>
          sign === ' '
            ? `  ${text}\n`
            : sign === '-'
              ? html`<del>- ${text}</del>\n`
              : html`<ins>+ ${text}</ins>\n`,
      )}</pre></div>`
    }
    return texts(comparison.wanted, comparison.got)
  }
  const whole = (text: string | undefined): Part[] =>
    text === undefined ? [] : [{ text: shortened(text), changed: false }]
  return texts(whole(wanted), whole(got))
}

const texts = (wanted: readonly Part[], got: readonly Part[]) => html`<dl class="difference">
${wanted.length > 0 && html`<div class="wanted"><dt>wanted</dt><dd><code>${marked(wanted)}</code></dd></div>`}
${got.length > 0 && html`<div class="got"><dt>got</dt><dd><code>${marked(got)}</code></dd></div>`}
</dl>`

const marked = (parts: readonly Part[]) =>
  parts.map(({ text, changed }) => (changed ? html`<mark>${text}</mark>` : text))

const excerpt = ({ source }: CaseFailure) =>
  html`<pre class="excerpt" tabindex="0" role="region" aria-label="source"><code>${source.map(
    ({ line, text, marked }) =>
      html`<span class="line${marked && ' marked'}" data-number="${line}">${visible(text)}\n</span>`,
  )}</code></pre>`

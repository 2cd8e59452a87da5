import { type Outcome, outcomes } from '../../result.js'
import { html, type Markup } from '../markup.js'

/** How many cases came to what, as a strip of their colours. The numbers stand beside it. */
export function bar(counts: Readonly<Partial<Record<Outcome, number>>>): Markup {
  let x = 0
  const parts = outcomes.map((outcome) => {
    const width = counts[outcome] ?? 0
    x += width
    return width > 0 && html`<rect class="${outcome}" x="${x - width}" width="${width}" height="1"/>`
  })
  return html`<svg class="bar" viewBox="0 0 ${x} 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`
}

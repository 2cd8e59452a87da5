import type { Outcome } from '../../result.js'
import { marks } from '../marks.js'
import { html, type Markup } from '../markup.js'

/** An outcome as a coloured word. */
export const badge = (outcome: Outcome): Markup =>
  html`<span class="badge ${outcome}"><span aria-hidden="true">${marks[outcome][0]}</span> ${outcome}</span>`

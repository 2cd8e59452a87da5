import { expect, test } from 'vitest'
import { html } from '../../../src/scenario/reports/markup.js'

test('what is put in is text, unless the template made it', () => {
  expect(html`<p title="${'"\''}">${'<b> & '}${html`<i>${1}</i>`}</p>`.text).toBe(
    '<p title="&#34;&#39;">&#60;b&#62; &#38; <i>1</i></p>',
  )
})

test('lists follow each other, and nothing is nothing', () => {
  expect(html`${[html`<li>`, 'a', ['b', 0]]}${undefined}${false}`.text).toBe('<li>ab0')
})

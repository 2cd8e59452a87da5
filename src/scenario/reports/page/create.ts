import type { BrowserDocument, BrowserElement } from './browser.js'

/** Makes an element; a name that starts with `svg:` is one of SVG's. Text is only ever text. */
export function create(
  document: BrowserDocument,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (BrowserElement | string)[]
): BrowserElement {
  const element = name.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', name.slice('svg:'.length))
    : document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  element.append(...children)
  return element
}

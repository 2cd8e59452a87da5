/**
 * As much of a browser as the page's script uses. The DOM's own types would come with all their global names, which
 * code for Node must not see.
 */
export interface Browser {
  readonly document: BrowserDocument
  readonly location: { readonly hash: string }
  readonly history: { replaceState(state: null, title: string, url: string): void }
  readonly localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }
  matchMedia(query: string): { readonly matches: boolean }
  addEventListener(type: 'hashchange' | 'resize', listener: () => void): void
}

export interface BrowserDocument {
  readonly documentElement: BrowserElement
  createElement(name: string): BrowserElement
  createElementNS(namespace: string, name: string): BrowserElement
  getElementById(id: string): BrowserElement | null
  querySelectorAll(selector: string): Iterable<BrowserElement>
}

export interface BrowserElement {
  readonly dataset: Record<string, string | undefined>
  readonly clientWidth: number
  hidden: boolean
  textContent: string | null
  /** Of inputs. */
  value: string
  checked: boolean
  /** Of details. */
  open: boolean
  append(...children: readonly (BrowserElement | string)[]): void
  replaceChildren(...children: readonly (BrowserElement | string)[]): void
  setAttribute(name: string, value: string): void
  querySelector(selector: string): BrowserElement | null
  querySelectorAll(selector: string): Iterable<BrowserElement>
  scrollIntoView(options?: { readonly block: 'start' | 'center' | 'nearest' }): void
  addEventListener(type: 'toggle' | 'click' | 'input', listener: () => void): void
}

import { fill, type Scope, withoutReferences } from './template.js'

/** The expression between the slashes of `/re/`; undefined for another text. */
export function regexText(text: string): string | undefined {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/') ? text.slice(1, -1) : undefined
}

/** The expression of `/re/`, anchored at both ends, what `${name}` stands for taken literally; undefined for another text. */
export function regexOf(text: string, scope: Scope): RegExp | undefined {
  const body = regexText(text)
  return body === undefined ? undefined : anchored(fill(body, scope, escapeRegex))
}

/** Whether a text is no expression, or one that compiles with a word or a number in the place of its references. */
export function isCompilable(text: string): boolean {
  const body = regexText(text)
  return body === undefined || ['x', '1'].some((one) => compiles(withoutReferences(body, one)))
}

function compiles(body: string): boolean {
  try {
    anchored(body)
    return true
  } catch {
    return false
  }
}

/** The names that `/re/` captures; none for another text. */
export function groupNames(text: string): string[] {
  return [...(regexText(text) ?? '').matchAll(GROUP)].map(([, name]) => name!)
}

/** Puts other names in the named groups of `/re/`. */
export const renameGroups = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(GROUP, (_, name) => `(?<${names.get(name) ?? name}>`)

const GROUP = /\(\?<([A-Za-z]\w*)>/g

const anchored = (body: string) => new RegExp(`^(?:${body})$`, 'u')

/** A text as an expression that matches it alone. */
export const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

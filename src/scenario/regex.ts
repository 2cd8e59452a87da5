import { fill, type Scope } from './template.js'

/** The expression between the slashes of `/re/`; undefined for another text. */
function bodyOf(text: string): string | undefined {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/') ? text.slice(1, -1) : undefined
}

/** The expression of `/re/`, anchored at both ends, what `${name}` stands for taken literally; undefined for another text. */
export function regexOf(text: string, scope: Scope): RegExp | undefined {
  const body = bodyOf(text)
  return body === undefined ? undefined : anchored(fill(body, scope, escapeRegex))
}

/** Whether a text is no expression, or one that compiles. */
export function isCompilable(text: string): boolean {
  const body = bodyOf(text)
  if (body === undefined) return true
  try {
    anchored(body.replace(/\$\{[A-Za-z][A-Za-z0-9_.]*\}/g, 'x'))
    return true
  } catch {
    return false
  }
}

/** The names that `/re/` captures; none for another text. */
export function groupNames(text: string): string[] {
  return [...(bodyOf(text) ?? '').matchAll(/\(\?<([A-Za-z]\w*)>/g)].map(([, name]) => name!)
}

const anchored = (body: string) => new RegExp(`^(?:${body})$`, 'u')

const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

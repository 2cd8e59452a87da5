import { Failure } from './failure.js'

/** What the names of a case stand for: accounts, variables, the row's values, the server's limits, captures. */
export type Scope = ReadonlyMap<string, unknown>

const REFERENCE = /\$\$\{|\$\{([A-Za-z][A-Za-z0-9_.]*)\}/g
/** What stands between references. */
const LITERAL = /(?<=^|\})(?:(?!\$\{).)+/gsu
const WHOLE = /^\$\{([A-Za-z][A-Za-z0-9_.]*)\}$/

/** Puts values in the place of `${name}`; `$${` stands for a literal `${`. `quote` is applied to each value. */
export function fill(
  text: string,
  scope: Scope,
  quote: (value: string) => string = (value) => value,
): string {
  return text.replace(REFERENCE, (whole, name: string | undefined) =>
    name === undefined ? whole.slice(1) : quote(String(lookUp(name, scope))),
  )
}

/** As `fill`, but a text that is one reference and nothing else becomes the value itself, whatever its type. */
export function fillValue(text: string, scope: Scope): unknown {
  const name = WHOLE.exec(text)?.[1]
  return name === undefined ? fill(text, scope) : lookUp(name, scope)
}

/** Whether a text is one reference and nothing else. */
export const isReference = (text: string): boolean => WHOLE.test(text)

/** The names that a text refers to. */
export function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => name ?? [])
}

/** Puts other names in references, and values in the place of those that stand for values, what is literal in these quoted. */
export function renameReferences(
  text: string,
  names: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string | number | boolean>,
  quote: (literal: string) => string = (literal) => literal,
): string {
  return text.replace(REFERENCE, (whole, name: string | undefined) => {
    if (name === undefined) return whole
    const value = values.get(name)
    if (value !== undefined) return String(value).replace(LITERAL, quote)
    const [first, ...rest] = name.split('.') as [string, ...string[]]
    return `\${${[names.get(first) ?? first, ...rest].join('.')}}`
  })
}

function lookUp(name: string, scope: Scope): unknown {
  const value = scope.get(name)
  if (value === undefined)
    throw new Failure('error', `\${${name}} has no value yet: nothing captured it before`)
  return value
}

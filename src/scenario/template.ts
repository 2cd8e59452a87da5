import { Failure } from './failure.js'

/** What the names of a case stand for: accounts, variables, the row's values, the server's limits, captures. */
export type Scope = ReadonlyMap<string, unknown>

/** A name, and a number to add to what it stands for. */
const NAME = String.raw`\$\{([A-Za-z][A-Za-z0-9_.]*)([+-]\d{1,9})?\}`
const REFERENCE = new RegExp(String.raw`\$\$\{|${NAME}`, 'g')
/** What stands between references. */
const LITERAL = /(?<=^|\})(?:(?!\$\{).)+/gsu
const WHOLE = new RegExp(`^${NAME}$`)

/**
 * Puts values in the place of `${name}`; `${name+1}` and `${name-1}` are the next number and the one before. `$${` stands
 * for a literal `${`. `quote` is applied to each value.
 */
export function fill(
  text: string,
  scope: Scope,
  quote: (value: string) => string = (value) => value,
): string {
  return text.replace(REFERENCE, (whole, name: string | undefined, more: string | undefined) =>
    name === undefined ? whole.slice(1) : quote(String(lookUp(name, more, scope))),
  )
}

/** As `fill`, but a text that is one reference and nothing else becomes the value itself, whatever its type. */
export function fillValue(text: string, scope: Scope): unknown {
  const [, name, more] = WHOLE.exec(text) ?? []
  return name === undefined ? fill(text, scope) : lookUp(name, more, scope)
}

/** Whether a text is one reference and nothing else. */
export const isReference = (text: string): boolean => WHOLE.test(text)

/** The names that a text refers to. */
export function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => name ?? [])
}

/** A text with something harmless in the place of each reference. */
export const withoutReferences = (text: string): string => text.replace(REFERENCE, 'x')

/** Puts other names in references, and values in the place of those that stand for values, what is literal in these quoted. */
export function renameReferences(
  text: string,
  names: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string | number | boolean>,
  quote: (literal: string) => string = (literal) => literal,
): string {
  return text.replace(REFERENCE, (whole, name: string | undefined, more = '') => {
    if (name === undefined) return whole
    const value = values.get(name)
    if (value !== undefined) return String(value).replace(LITERAL, quote)
    const [first, ...rest] = name.split('.') as [string, ...string[]]
    return `\${${[names.get(first) ?? first, ...rest].join('.')}${more}}`
  })
}

function lookUp(name: string, more: string | undefined, scope: Scope): unknown {
  const value = scope.get(name)
  if (value === undefined)
    throw new Failure('error', `\${${name}} has no value yet: nothing captured it before`)
  if (more === undefined) return value
  if (Number.isSafeInteger(Number(value)) && value !== '') return Number(value) + Number(more)
  throw new Failure('error', `\${${name}${more}} needs a number, and ${name} is ${JSON.stringify(value)}`)
}

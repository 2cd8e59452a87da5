import { Failure } from './failure.js'

/** What a value of a scenario may be. */
export type Scalar = string | number | boolean

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

/** The names of a text to which a number is added. */
export function counted(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name, more]) => (more === undefined ? [] : name!))
}

/** A text with something harmless in the place of each reference. */
export const withoutReferences = (text: string, harmless = 'x'): string => text.replace(REFERENCE, harmless)

/** Puts other names in references, and values in the place of those that stand for values, what is literal in these quoted. */
export function renameReferences(
  text: string,
  names: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, Scalar>,
  quote: (literal: string) => string = (literal) => literal,
): string {
  return text.replace(REFERENCE, (whole, name: string | undefined, more = '') => {
    if (name === undefined) return whole
    const value = values.get(name)
    if (value !== undefined) return String(plus(value, Number(more))).replace(LITERAL, quote)
    const [first, ...rest] = name.split('.') as [string, ...string[]]
    return `\${${[names.get(first) ?? first, ...rest].join('.')}${more}}`
  })
}

/** The value that stands for a text which is one reference and nothing else; undefined for another text. */
export function valueFor(text: string, values: ReadonlyMap<string, Scalar>): Scalar | undefined {
  const [, name = '', more = 0] = WHOLE.exec(text) ?? []
  const value = values.get(name)
  return value === undefined ? undefined : plus(value, Number(more))
}

/** Whether a number can be added to a value: it is one, or refers to one. */
export const isCountable = (value: Scalar): boolean => isWhole(value) || isReference(String(value))

/** A value and so many more, where it is countable. */
function plus(value: Scalar, more: number): Scalar {
  if (more === 0) return value
  if (isWhole(value)) return Number(value) + more
  const [, name, had = 0] = WHOLE.exec(String(value)) ?? []
  const sum = Number(had) + more
  return name === undefined ? value : `\${${name}${sum < 0 ? '' : '+'}${sum}}`
}

const isWhole = (value: unknown): boolean =>
  value !== '' && typeof value !== 'boolean' && Number.isSafeInteger(Number(value))

function lookUp(name: string, more: string | undefined, scope: Scope): unknown {
  const value = scope.get(name)
  if (value === undefined)
    throw new Failure('error', `\${${name}} has no value yet: nothing captured it before`)
  if (more === undefined) return value
  if (isWhole(value)) return Number(value) + Number(more)
  throw new Failure('error', `\${${name}${more}} needs a number, and ${name} is ${JSON.stringify(value)}`)
}

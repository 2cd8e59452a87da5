import { captureName } from './json-pattern.js'
import { escapeRegex, regexText, renameGroups } from './regex.js'
import type { Macro } from './scenario.js'
import { stepKinds } from './steps/table.js'
import { counted, isCountable, renameReferences, type Scalar, valueFor } from './template.js'

/** What a call gives for the names of a macro: a name for a name, or a value. */
export type Arguments = Readonly<Record<string, Scalar>>

/** What is wrong with the arguments of a call, each with the key that it is about. */
export function wrongArguments(
  { actors, values, captures, steps }: Macro,
  given: Arguments,
  known: ReadonlySet<string>,
): { key?: string; message: string }[] {
  const needed = [...actors, ...values]
  const all = [...needed, ...captures]
  const takes = all.length === 0 ? 'it takes none' : `it takes ${all.join(', ')}`
  return [
    ...Object.keys(given)
      .filter((key) => !all.includes(key))
      .map((key) => ({ key, message: `${key} is no argument of the macro; ${takes}` })),
    ...needed
      .filter((name) => !Object.hasOwn(given, name))
      .map((name) => ({ message: `${name} is missing; ${takes}` })),
    ...actors
      .filter((name) => Object.hasOwn(given, name) && !known.has(String(given[name])))
      .map((key) => ({ key, message: `there is no actor ${given[key]}` })),
    ...captures
      .filter((name) => Object.hasOwn(given, name) && !/^[A-Za-z][A-Za-z0-9_]*$/.test(String(given[name])))
      .map((key) => ({ key, message: `expected a name for what is captured` })),
    ...values
      .filter((name) => Object.hasOwn(given, name) && !isCountable(given[name]!) && isCounted(name, steps))
      .map((key) => ({ key, message: `the macro adds to ${key}: expected a number, or a reference to one` })),
    ...doubles(
      actors.filter((name) => Object.hasOwn(given, name)),
      given,
    ),
    ...doubles(captures, given),
  ]
}

const isCounted = (name: string, steps: Macro['steps']) =>
  counted(JSON.stringify(steps.map(({ body }) => body))).includes(name)

/** Names that a call makes the same: what a step says of one would be lost for what it says of the other. */
function doubles(names: readonly string[], given: Arguments): { key?: string; message: string }[] {
  const meant = new Map<string, string>()
  return names.flatMap((name) => {
    const own = String(Object.hasOwn(given, name) ? given[name] : name)
    const other = meant.get(own)
    meant.set(own, other ?? name)
    if (other === undefined) return []
    const [key, first] = Object.hasOwn(given, name) ? [name, other] : [other, name]
    return { key, message: `${own} is ${first} already` }
  })
}

/**
 * A step of a macro, as its file has it, with a call's arguments put in: actors and captures renamed, values in the place
 * of `${name}`.
 */
export function expand(step: Readonly<Record<string, unknown>>, macro: Macro, given: Arguments): unknown {
  const names = new Map<string, string>()
  for (const name of [...macro.actors, ...macro.captures]) {
    if (Object.hasOwn(given, name)) names.set(name, String(given[name]))
  }
  const values = new Map(macro.values.map((name) => [name, given[name]!]))
  return new Renaming(names, values).step(step)
}

class Renaming {
  constructor(
    readonly names: ReadonlyMap<string, string>,
    readonly values: ReadonlyMap<string, Scalar>,
  ) {}

  step(step: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(step).map(([key, value]) => [
        key,
        stepKinds.has(key) ? this.#actors(value) : this.#value(value),
      ]),
    )
  }

  /** A list of actors, or a map with something for each. */
  #actors(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((name) => this.names.get(name) ?? name)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.names.get(name) ?? name, this.#value(item)]),
    )
  }

  #value(value: unknown, isPattern = false): unknown {
    if (typeof value === 'string') return this.#text(value, isPattern)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((item) => this.#value(item, isPattern))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (key === 'take' && !isPattern) return [key, this.#taken(item)]
        return [key, this.#value(item, isPattern || key === 'json' || key === 'event')]
      }),
    )
  }

  #text(text: string, isPattern: boolean): unknown {
    const capture = captureName(text)
    if (capture !== undefined) return `$${this.names.get(capture) ?? capture}`
    // Within a pattern a number is a number, elsewhere all is text.
    const value = isPattern ? valueFor(text, this.values) : undefined
    if (value !== undefined) return value
    if (regexText(text) === undefined) return renameReferences(text, this.names, this.values)
    return renameGroups(renameReferences(text, this.names, this.values, escapeRegex), this.names)
  }

  #taken(take: unknown): unknown {
    const fields = Array.isArray(take)
      ? take.map((name): [string, string] => [name, name])
      : Object.entries(take!)
    return Object.fromEntries(fields.map(([name, field]) => [this.names.get(name) ?? name, field]))
  }
}

import { captureName } from './json-pattern.js'
import { escapeRegex, regexText, renameGroups } from './regex.js'
import type { Macro } from './scenario.js'
import type { Step } from './steps/step.js'
import { stepKinds } from './steps/table.js'
import { renameReferences } from './template.js'

/** What a call gives for a name of the macro: a name for a name, or a value. */
export type Argument = string | number | boolean

/** What is wrong with the arguments of a call, each with the key that it is about. */
export function wrongArguments(
  { actors, values, captures }: Macro,
  given: Readonly<Record<string, Argument>>,
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
  ]
}

/** The steps of a macro with a call's arguments put in: actors and captures renamed, values in the place of `${name}`. */
export function expand(macro: Macro, given: Readonly<Record<string, Argument>>): Step[] {
  const names = new Map<string, string>()
  for (const name of [...macro.actors, ...macro.captures]) {
    if (Object.hasOwn(given, name)) names.set(name, String(given[name]))
  }
  const values = new Map(macro.values.map((name) => [name, given[name]!]))
  const renaming = new Renaming(names, values)
  return macro.steps.map(({ key, body }) => stepKinds.get(key)!.step(renaming.body(key, body)))
}

class Renaming {
  constructor(
    readonly names: ReadonlyMap<string, string>,
    readonly values: ReadonlyMap<string, Argument>,
  ) {}

  body(kind: string, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(body).map(([key, value]) => {
        const ofActors = key === kind || key === 'expect'
        return [key, ofActors ? this.#actors(value) : this.#value(value)]
      }),
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
    const whole = /^\$\{(\w+)\}$/.exec(text)?.[1]
    if (isPattern && whole !== undefined && this.values.has(whole)) return this.values.get(whole)
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

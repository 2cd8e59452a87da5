import { isDeepStrictEqual } from 'node:util'
import type { Scope } from './template.js'

/** A name that has another value already. */
interface Known {
  readonly value: unknown
}

/**
 * The values that a matcher takes out of what it matches. A name has one value in a case: where it has one already, a
 * capture compares. So `$ann` is ann's account, and `$id` in two places is the same id.
 */
export class Captures {
  readonly #taken: Map<string, unknown>

  constructor(taken: Iterable<readonly [string, unknown]> = []) {
    this.#taken = new Map(taken)
  }

  /** Takes a value for a name; answers the other value that the name has, undefined where all is well. */
  take(name: string, value: unknown, scope: Scope): Known | undefined {
    const known = this.#taken.has(name) ? this.#taken.get(name) : scope.get(name)
    if (known !== undefined) return isDeepStrictEqual(known, value) ? undefined : { value: known }
    this.#taken.set(name, value)
    return undefined
  }

  /** Takes the named groups of a regular expression's match. */
  takeGroups(found: RegExpExecArray, scope: Scope): (Known & { name: string; got: string }) | undefined {
    for (const [name, got] of Object.entries(found.groups ?? {})) {
      if (got === undefined) continue
      const known = this.take(name, got, scope)
      if (known) return { ...known, name, got }
    }
    return undefined
  }

  /** A copy to try something with. */
  fork(): Captures {
    return new Captures(this.#taken)
  }

  /** Takes over what a trial took. */
  join(trial: Captures): void {
    for (const [name, value] of trial.#taken) this.#taken.set(name, value)
  }

  /** All that was taken. */
  entries(): Iterable<[string, unknown]> {
    return this.#taken.entries()
  }
}

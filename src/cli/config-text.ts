import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'

/** A key of a map, and what stands behind it. */
interface Entry {
  readonly name: string
  readonly key: Place
  readonly value: Place
}

/** Something in the text that an error can point at. */
type Place = Node | null | undefined

const isEmpty = (place: Place) => isScalar(place) && place.value === null

/** A YAML text that collects what is wrong with it, each with `file:line:column`. */
export class ConfigText {
  readonly problems: string[] = []
  /** The top of it; undefined where the text is empty or no YAML. */
  readonly root: Place
  readonly #file: string
  readonly #counter = new LineCounter()
  readonly #document

  constructor(file: string, text: string) {
    this.#file = file
    const options = { lineCounter: this.#counter, prettyErrors: false, stringKeys: true }
    this.#document = parseDocument(text, options)
    // One slip can make everything behind it wrong: further faults tell nothing.
    const [fault] = [...this.#document.errors, ...this.#document.warnings]
    if (fault) this.#tell(fault.pos[0], fault.message.split('\n', 1)[0]!)
    else if (!isEmpty(this.#document.contents)) this.root = this.#document.contents
  }

  problem(place: Place, message: string): void {
    this.#tell(place?.range?.[0] ?? 0, message)
  }

  /** The keys and values of a map; none, and a problem, where there is something else. */
  entries(place: Place, what: string): Entry[] {
    const map = this.#follow(place)
    if (isMap(map)) {
      return map.items.map(({ key, value }) => ({
        name: String(key),
        key: key as Node,
        value: (value ?? key) as Node,
      }))
    }
    this.problem(place, `${what} must be keys with values, like server: localhost`)
    return []
  }

  /** A text that `check` does not throw for; undefined, and a problem, where there is something else. */
  text(place: Place, what: string, check: (text: string) => unknown): string | undefined {
    const scalar = this.#follow(place)
    const value = isScalar(scalar) ? scalar.value : undefined
    if (typeof value !== 'string') {
      this.problem(place, `${what} must be text${isScalar(scalar) ? ': put it in quotes' : ''}`)
      return undefined
    }
    try {
      check(value)
      return value
    } catch (error) {
      this.problem(place, (error as Error).message)
      return undefined
    }
  }

  #follow(place: Place): Place {
    return isAlias(place) ? place.resolve(this.#document) : place
  }

  #tell(offset: number, message: string): void {
    const { line, col } = this.#counter.linePos(offset)
    this.problems.push(`${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`)
  }
}

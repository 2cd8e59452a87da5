import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
} from 'yaml'

/** Keys and indices from the top of a file to a value. */
export type Path = readonly (string | number)[]

/** Something wrong with a scenario file, and where: lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Thrown for a file that cannot be used, with all that is wrong with it. */
export class Faulty extends Error {
  override readonly name = 'Faulty'

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
  }
}

/** A line of a file as reports show it; `marked` is the one that the report is about. */
export interface SourceLine {
  readonly line: number
  readonly text: string
  readonly marked: boolean
}

/** `file:line:column: message`, as editors and compilers write it. */
export const formatProblem = ({ file, line, column, message }: Problem): string =>
  `${file}:${line}:${column}: ${message}`

/** More aliases than this is a bomb, not a scenario. */
const ALIASES = 100

/** Deeper than this nothing is nested but to break who reads it. */
const DEEPEST = 100

/**
 * A YAML file that knows where each of its values stands. What is wrong with the YAML itself (syntax, duplicate keys,
 * unknown tags, several documents, aliases that multiply, nesting without end) is in `problems`; `value` is undefined then.
 */
export class Source {
  readonly value: unknown
  readonly problems: readonly Problem[]
  readonly #root: Node | null
  readonly #counter = new LineCounter()
  readonly #document
  /** The file as it was read. */
  readonly text: string

  /** Reads a file that must be sound YAML; throws Faulty where it is not. */
  static sound(file: string, text: string): Source {
    const source = new Source(file, text)
    if (source.problems.length > 0) throw new Faulty(source.problems)
    return source
  }

  constructor(
    readonly file: string,
    text: string,
  ) {
    this.text = text
    const problems: Problem[] = []
    try {
      const deep = tooDeep(text)
      const document = parseDocument(text.slice(0, deep), {
        lineCounter: this.#counter,
        prettyErrors: false,
        stringKeys: true,
      })
      // One slip can make everything behind it wrong: further faults of syntax tell nothing.
      const [fault] =
        deep === undefined
          ? [...document.errors, ...document.warnings]
          : [{ pos: [deep], message: 'nested too deeply' } as const]
      if (fault) problems.push({ ...this.#position(fault.pos[0]), message: firstLine(fault.message) })
      this.#document = document
      this.#root = document.contents
      if (problems.length === 0) problems.push(...this.#badAliases(document))
      if (problems.length === 0) problems.push(...this.#badKeys(document))
      if (problems.length === 0) this.value = document.toJS({ maxAliasCount: ALIASES })
    } catch (error) {
      // The YAML library throws for alias bombs.
      problems.push({ ...this.#position(0), message: firstLine((error as Error).message) })
      this.#root ??= null
    }
    this.problems = problems
  }

  /** A problem with the value at a path; the nearest value above it where there is none. */
  problem(path: Path, message: string): Problem {
    return { ...this.#position(this.#offset(path, false)), message }
  }

  /** A problem with the key that the path ends in. */
  keyProblem(path: Path, message: string): Problem {
    return { ...this.#position(this.#offset(path, true)), message }
  }

  /** The line of the value at a path, with its neighbours. */
  excerpt(path: Path, around = 2): SourceLine[] {
    const at = this.problem(path, '').line
    const lines = this.text.split(/\r?\n/)
    const from = Math.max(1, at - around)
    return lines
      .slice(from - 1, at + around)
      .map((text, i) => ({ line: from + i, text, marked: from + i === at }))
  }

  #badAliases(document: Document): Problem[] {
    const problems: Problem[] = []
    let count = 0
    visit(document, {
      Alias: (_, alias) => {
        count++
        const isLost = count <= ALIASES && alias.resolve(document) === undefined
        if (!isLost && count <= ALIASES) return undefined
        const message = isLost ? `nothing is anchored as ${alias.source}` : `more than ${ALIASES} aliases`
        problems.push({ ...this.#position(alias.range?.[0] ?? 0), message })
        return visit.BREAK
      },
    })
    return problems
  }

  /** Schemas pass by a key that JavaScript takes for an object's prototype. */
  #badKeys(document: Document): Problem[] {
    const problems: Problem[] = []
    visit(document, {
      Pair: (_, { key }) => {
        if (!isScalar(key) || key.value !== '__proto__') return
        problems.push({ ...this.#position(startOf(key) ?? 0), message: '__proto__ is no name for anything' })
      },
    })
    return problems
  }

  #position(offset: number): Omit<Problem, 'message'> {
    const { line, col } = this.#counter.linePos(offset)
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) }
  }

  #offset(path: Path, ofKey: boolean): number {
    let node: unknown = this.#root
    let offset = this.#root?.range?.[0] ?? 0
    for (const [i, key] of path.entries()) {
      while (isAlias(node) && this.#document) node = node.resolve(this.#document)
      if (!isCollection(node)) break
      const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(key)) : undefined
      if (pair && ofKey && i === path.length - 1) return startOf(pair.key) ?? offset
      const item = pair ? (pair.value ?? pair.key) : isMap(node) ? undefined : node.items[Number(key)]
      if (item === undefined || isPair(item)) break
      node = item
      offset = startOf(item) ?? offset
    }
    return offset
  }
}

/** Where nesting gets too deep. The parser keeps a stack of its own; what reads its tree would run out of the machine's. */
function tooDeep(text: string): number | undefined {
  const parser = new Parser()
  for (const token of new Lexer().lex(text)) {
    for (const _ of parser.next(token));
    if (parser.stack.length > DEEPEST) return parser.offset - token.length
  }
  return undefined
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0]

const firstLine = (text: string) => text.split('\n', 1)[0]!

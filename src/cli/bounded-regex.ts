import { type Context, createContext, Script } from 'node:vm'
import { UsageError } from './errors.js'

/** How long one test may take, in milliseconds: text from others can make a careless expression take for ever. */
const MOST = 100

/** A regular expression (Unicode, a dot matches all but line ends) that gives up where it takes too long. */
export class BoundedRegex {
  readonly #context: Context
  readonly #script = new Script('expression.test(text)')

  /** Throws a UsageError for what is no expression. */
  constructor(source: string) {
    try {
      this.#context = createContext({ expression: new RegExp(source, 'u'), text: '' })
    } catch (cause) {
      throw new UsageError((cause as Error).message, { cause })
    }
  }

  /** Whether it is found in the text; undefined where that could not be told in time. */
  test(text: string): boolean | undefined {
    this.#context.text = text
    try {
      return this.#script.runInContext(this.#context, { timeout: MOST }) as boolean
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
      throw error
    }
  }
}

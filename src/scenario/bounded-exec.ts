import { createContext, Script } from 'node:vm'
import { Failure } from './failure.js'

/** How long an expression may look at a text, in milliseconds. */
const BOUND = 1000

const box: { regex?: RegExp; text?: string } = {}
const context = createContext(box)
const script = new Script('regex.exec(text)')

/**
 * `regex.exec(text)`, where the text is another's and the expression may take for ever on it. Throws a Failure `error`
 * where it takes longer than a second.
 */
export function boundedExec(regex: RegExp, text: string): RegExpExecArray | null {
  if (!isSlow(regex)) return regex.exec(text)
  Object.assign(box, { regex, text })
  try {
    return script.runInContext(context, { timeout: BOUND })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new Failure(
      'error',
      `${regex} takes too long on what came: say it without repeats within repeats`,
      {
        got: text.slice(0, 1000),
      },
    )
  }
}

/** What repeats once at the most is done in one go over the text. */
const isSlow = ({ source }: RegExp) => (source.match(/[*+]|\{\d*,/g)?.length ?? 0) > 1

import { createContext, Script } from 'node:vm'
import { Failure } from './failure.js'

/** How long an expression may look at a text, in milliseconds. */
const BOUND = 1000
/** So many steps take no longer than that; fewer need no watch, which costs more than most matches do. */
const FEW = 1e8

const box: { regex?: RegExp; text?: string } = {}
const context = createContext(box)
const script = new Script('regex.exec(text)')

/**
 * `regex.exec(text)`, where the text is another's and the expression may take for ever on it. Throws a Failure `error`
 * where it takes longer than a second, or more memory than there is.
 */
export function boundedExec(regex: RegExp, text: string): RegExpExecArray | null {
  try {
    if (mostSteps(shapeOf(regex), text.length) <= FEW) return regex.exec(text)
    Object.assign(box, { regex, text })
    return script.runInContext(context, { timeout: BOUND })
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT' && name !== 'RangeError') throw error
    const message = `${regex} takes too long on what came: say it without repeats within repeats`
    throw new Failure('error', message, { got: text.slice(0, 1000) })
  }
}

/** What decides how much an expression tries before it gives up. */
interface Shape {
  /** What repeats and so may end at any place of the text; Infinity where that says nothing. */
  readonly repeats: number
  /** In how many ways its alternatives can be chosen. */
  readonly ways: number
  /** The most characters between two choices. */
  readonly run: number
}

const shapes = new WeakMap<RegExp, Shape>()

function shapeOf(regex: RegExp): Shape {
  const shape = shapes.get(regex) ?? analyse(regex.source)
  shapes.set(regex, shape)
  return shape
}

function analyse(source: string): Shape {
  const plain = source
    .replace(/\\(?:[pPu]\{[^}]*\}|[^1-9k])/gsu, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(?:[=!]|<[=!])[^()*+{|\\]*\)/g, 'x')
    .replace(/\(\?(?::|<[^=!][^>]*>)/g, '(')
    .replace(/([*+?}])\?/g, '$1')
  // A repeated group, a look around that repeats or a reference back, whose shape would say too little.
  if (/\)[*+{]|\(\?|\\/.test(plain)) return { repeats: Number.POSITIVE_INFINITY, ways: 1, run: 1 }
  let ways = 2 ** (plain.match(/\?/g)?.length ?? 0)
  let rest = plain
  for (let group = innermost(rest); group; group = innermost(rest)) {
    ways *= group[0].split('|').length
    rest = `${rest.slice(0, group.index)}x${rest.slice(group.index + group[0].length)}`
  }
  const isAnchored = rest.startsWith('^') && !rest.includes('|')
  return {
    repeats: (plain.match(/[*+{]/g)?.length ?? 0) + (isAnchored ? 0 : 1),
    ways: ways * rest.split('|').length,
    run: Math.max(1, ...plain.split(/[()|*+?{}]/).map((part) => part.length)),
  }
}

const innermost = (text: string) => /\([^()]*\)/.exec(text)

/** In how many places, one behind the other, the repeats can end, and what it takes to look at each. */
function mostSteps({ repeats, ways, run }: Shape, length: number): number {
  let places = ways * run
  for (let i = 1; i <= repeats && places <= FEW; i++) places *= (length + i) / i
  return places
}

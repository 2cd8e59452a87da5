import { closest, distance } from 'fastest-levenshtein'
import { isRefusalCode } from '../../protocol/refusals.js'
import { captureName } from '../json-pattern.js'
import { allOf, type Conditions, type Matcher } from '../matcher-schema.js'
import { regexText } from '../regex.js'
import type { Scenario } from '../scenario.js'
import type { Problem } from '../source.js'
import { references } from '../template.js'
import { eachStep, matchersOf, problemAt } from './placed.js'

/** Matchers that cannot match, and codes that there are not. */
export function lintMatchers(scenario: Scenario): Problem[] {
  const isPyChat = scenario.protocol === 'py-chat'
  const anyGreeting = Object.values(scenario.actors).some(({ greeting }) => !greeting)
  return eachStep(scenario).flatMap((placed) =>
    matchersOf(placed.step).flatMap(([matcher, where]) => {
      const inside = (one: Matcher) =>
        againstWord(one) ??
        (isPyChat ? againstPrefix(one) : undefined) ??
        (isPyChat && !anyGreeting ? againstSlip(one) : undefined)
      const [reason] = [reasonAgainst(matcher), ...allOf(matcher).map(inside)].flatMap((one) => one ?? [])
      if (reason !== undefined) return problemAt(placed, where, `this cannot match: ${reason}`)
      if (!isPyChat) return []
      const code = allOf(matcher).map(codeOf).find(isNoCode)
      if (code === undefined) return []
      const at = typeof matcher !== 'string' && matcher.fail === code ? [...where, 'fail'] : where
      return problemAt(placed, at, `expected true or a code of the table of refusals, and ${code} is none`)
    }),
  )
}

/** The words that are more than the exact line. */
const meanings = ['ok', 'fail', 'any', 'eof', 'success', 'failed']

const codeOf = (matcher: Matcher) => (typeof matcher === 'string' ? undefined : matcher.fail)

const isNoCode = (code: string | true | undefined): code is string =>
  typeof code === 'string' && references(code).length === 0 && !isRefusalCode(code)

/** A word that looks like one of those with a meaning. */
function againstSlip(word: Matcher): string | undefined {
  if (typeof word !== 'string') return undefined
  if (meanings.includes(word) || captureName(word) !== undefined || regexText(word) !== undefined)
    return undefined
  if (/^(success|failed|event)\b/.test(word)) return undefined
  const written = word.toLowerCase()
  const near = closest(written, meanings)
  const isSlip = distance(written, near) <= 1 || lettersOf(written) === lettersOf(near) || /^ok/.test(written)
  return isSlip ? `no reply is ${word}; did you mean ${near}?` : undefined
}

const lettersOf = (word: string) => [...word].sort().join('')

/** Why nothing can match. */
function reasonAgainst(matcher: Matcher): string | undefined {
  if (typeof matcher === 'string') return undefined
  const { oneOf, not, past, took, times, items, json, hex, len } = matcher
  const kinds = kindsOf(matcher)
  if (kinds.length > 1) return `no line is ${kinds.join(' and ')}`
  if (took === 0) return 'nothing comes within no time'
  if (times === 0) return 'nothing is no line: prove with quiet that nothing came'
  if (
    typeof hex === 'string' &&
    references(hex).length === 0 &&
    typeof len === 'number' &&
    hex.length !== 2 * len
  )
    return `hex has ${hex.length / 2} bytes, and len wants ${len}`
  if (not === 'any') return 'every line is any'
  if (oneOf?.every((one) => reasonAgainst(one) !== undefined)) return reasonAgainst(oneOf[0]!)
  if (past !== undefined && reasonAgainst(past) !== undefined) return reasonAgainst(past)
  if (items !== undefined && json !== undefined && !canHave(json, items)) return `json is no list of ${items}`
  return againstLine(matcher)
}

/** What looks like more than an exact line, and is none. */
function againstWord(word: Matcher): string | undefined {
  if (typeof word !== 'string') return undefined
  if (word === '') return 'no reply is empty'
  if (/^\/.+\/[a-z]+$/.test(word)) return 'an expression takes no flags'
  if (/^\$[^{]/.test(word) && captureName(word) === undefined)
    return `${word} is no name to capture: letters, digits and _, a letter first`
  return undefined
}

/** In py-chat each kind of line begins with its own word. */
function againstPrefix(matcher: Matcher): string | undefined {
  if (typeof matcher === 'string') return undefined
  const [kind] = kindsOf(matcher)
  const begin = matcher.line ?? matcher.starts
  if (kind === undefined || begin === undefined || references(begin).length > 0) return undefined
  const word = { 'a success': 'success', 'a failed': 'failed', 'an event': 'event' }[kind]!
  return begin.startsWith(word) || word.startsWith(begin) ? undefined : `${kind} begins with ${word}`
}

function kindsOf({ ok, fail, json, items, event }: Conditions): string[] {
  return [
    ...(ok || json !== undefined || items !== undefined ? ['a success'] : []),
    ...(fail === undefined ? [] : ['a failed']),
    ...(event === undefined ? [] : ['an event']),
  ]
}

function canHave(json: unknown, items: number): boolean {
  if (typeof json === 'string') return true
  if (!Array.isArray(json)) return false
  const open = json.some((one) => one === '…' || one === '...')
  return open ? json.length - 1 <= items : json.length === items
}

function againstLine({ line, starts, has }: Conditions): string | undefined {
  if (line === undefined || references(line).length > 0) return undefined
  const isSure = (text: string) => references(text).length === 0
  if (starts !== undefined && isSure(starts) && !line.startsWith(starts)) return 'line starts otherwise'
  const missing = [has ?? []].flat().find((text) => isSure(text) && !line.includes(text))
  return missing === undefined ? undefined : `line does not have ${JSON.stringify(missing)}`
}

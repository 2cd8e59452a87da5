import type { Matcher } from '../matcher-schema.js'
import { type PlacedStep, parts, pathIn, type Scenario } from '../scenario.js'
import type { Path, Problem } from '../source.js'
import type { Step } from '../steps/step.js'

/** All steps in the order in which they run. */
export const eachStep = (scenario: Scenario): PlacedStep[] => parts.flatMap((part) => scenario[part])

/** A problem below a step; with the key that the path ends in where `ofKey`. */
export function problemAt(placed: PlacedStep, where: Path, message: string, { ofKey = false } = {}): Problem {
  const path = pathIn(placed, where)
  return ofKey ? placed.source.keyProblem(path, message) : placed.source.problem(path, message)
}

/** The actors that a step names, and where. */
export function actorsOf({ key, body }: Step): [string, Path][] {
  return [key, ...(key === 'expect' ? [] : ['expect'])].flatMap((at): [string, Path][] => {
    const value = body[at]
    if (typeof value !== 'object' || value === null) return []
    return Array.isArray(value)
      ? value.map((name, i): [string, Path] => [name, [at, i]])
      : Object.keys(value).map((name): [string, Path] => [name, [at, name]])
  })
}

/** The matchers of a step, and where. */
export function matchersOf({ body }: Step): [Matcher, Path][] {
  const found: [Matcher, Path][] = []
  for (const [name, wanted] of Object.entries((body.expect ?? {}) as Record<string, Matcher | Matcher[]>)) {
    if (Array.isArray(wanted))
      found.push(...wanted.map((matcher, i): [Matcher, Path] => [matcher, ['expect', name, i]]))
    else found.push([wanted, ['expect', name]])
  }
  if (body.until !== undefined) found.push([body.until as Matcher, ['until']])
  for (const [name, { reply }] of Object.entries(
    (body.download ?? {}) as Record<string, { reply?: Matcher }>,
  )) {
    if (reply !== undefined) found.push([reply, ['download', name, 'reply']])
  }
  return found
}

/** The lines that a step sends, by actor, and where. */
export function linesOf({ key, body }: Step): { actor: string; line: string; where: Path }[] {
  if (!['send', 'poll', 'upload', 'download'].includes(key)) return []
  return Object.entries(body[key] as Record<string, string | { line: string }>).map(([actor, sent]) =>
    typeof sent === 'string'
      ? { actor, line: sent, where: [key, actor] }
      : { actor, line: sent.line, where: [key, actor, 'line'] },
  )
}

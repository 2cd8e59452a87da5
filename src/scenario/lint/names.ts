import { captureName } from '../json-pattern.js'
import { groupNames } from '../regex.js'
import type { Scenario } from '../scenario.js'
import type { Path, Problem } from '../source.js'
import type { Step } from '../steps/step.js'
import { references } from '../template.js'
import { eachStep, matchersOf, problemAt } from './placed.js'

/** What the server's facts bring. */
const FACTS = ['limits.argument', 'limits.line', 'limits.file', 'limits.batch']

/** Names that nothing declares or captures, or only later; names that mean two things. */
export function lintNames(scenario: Scenario): Problem[] {
  const { actors, vars, cases = [], source } = scenario
  const problems: Problem[] = []
  const names = new Set(FACTS)
  for (const name of Object.keys(actors)) names.add(name).add(`${name}.password`)
  for (const [origin, declared] of [['vars', vars] as const, ...cases.map((row, i) => [i, row] as const)]) {
    const path: Path = typeof origin === 'string' ? [origin] : ['cases', origin]
    for (const name of Object.keys(declared)) {
      if (Object.hasOwn(actors, name))
        problems.push(source.keyProblem([...path, name], `${name} is an actor already`))
      names.add(name)
    }
  }
  const known = new Set(names)
  const steps = eachStep(scenario)
  const captured = new Set(steps.flatMap(({ step }) => capturesOf(step)))

  const reasonAgainst = (name: string): string | undefined => {
    if (known.has(name)) return undefined
    return captured.has(name)
      ? `\${${name}} is captured only later`
      : `\${${name}} is no actor, variable or capture of this scenario`
  }
  for (const [key, value] of [['vars', vars] as const, ['cases', cases] as const]) {
    eachText(value, [key], (text, path) => {
      for (const name of references(text)) {
        const reason = names.has(name) ? undefined : reasonAgainst(name)
        if (reason !== undefined) problems.push(source.problem(path, reason))
      }
    })
  }
  for (const placed of steps) {
    const { step } = placed
    // Within a step the actors act at once: one may capture what another compares.
    for (const name of capturesOf(step)) known.add(name)
    eachText(step.body, [], (text, path) => {
      for (const name of references(text)) {
        const reason = step.key === 'upload' && name === 'size' ? undefined : reasonAgainst(name)
        if (reason !== undefined) problems.push(problemAt(placed, path, reason))
      }
    })
  }
  return problems
}

/** The names that a step's matchers take. */
function capturesOf(step: Step): string[] {
  const names: string[] = []
  eachText(step.body, [], (text) => {
    const capture = captureName(text)
    if (capture !== undefined) names.push(capture)
    names.push(...groupNames(text))
  })
  for (const [matcher] of matchersOf(step)) {
    if (typeof matcher === 'string' || !matcher.take) continue
    names.push(...(Array.isArray(matcher.take) ? matcher.take : Object.keys(matcher.take)))
  }
  return names
}

/** Visits every text of a value. */
function eachText(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === 'string') visit(value, path)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      eachText(item, [...path, Array.isArray(value) ? Number(key) : key], visit)
  }
}

import { rowName } from '../cases.js'
import { captureName } from '../json-pattern.js'
import type { Matcher } from '../matcher-schema.js'
import { groupNames } from '../regex.js'
import type { Scenario } from '../scenario.js'
import type { Path, Problem } from '../source.js'
import type { Step } from '../steps/step.js'
import { references, withoutReferences } from '../template.js'
import { eachStep, matchersOf, problemAt } from './placed.js'

/** What a py-chat server's facts bring; what those of another protocol bring is for its profile to say. */
const FACTS = ['limits.argument', 'limits.line', 'limits.file', 'limits.batch']

/** Names that nothing declares or captures, or only later; names that mean two things; a `${` that is no reference. */
export function lintNames(scenario: Scenario): Problem[] {
  const { actors, vars, cases, source, protocol } = scenario
  const rows = cases ?? [{}]
  const problems: Problem[] = []
  const steps = eachStep(scenario)
  const captured = new Set(steps.flatMap(({ step }) => capturesOf(step)))
  const declared = new Set([vars, ...rows].flatMap((map) => Object.keys(map)))
  const isFact = (name: string) =>
    protocol === 'py-chat' ? FACTS.includes(name) : name.startsWith('limits.')

  const reasonAgainst = (name: string, known: ReadonlySet<string>): string | undefined => {
    if (known.has(name) || isFact(name)) return undefined
    const lacking = rows.find((row) => !Object.hasOwn({ ...vars, ...row }, name))
    if (declared.has(name)) {
      return lacking ? `the row ${rowName(lacking)} has no ${name}` : `\${${name}} stands only behind this`
    }
    return captured.has(name)
      ? `\${${name}} is captured only later`
      : `\${${name}} is no actor, variable or capture of this scenario`
  }
  const reasonsAgainst = (text: string, known: ReadonlySet<string>): string[] =>
    [...references(text).map((name) => reasonAgainst(name, known)), noReference(text)].flatMap(
      (reason) => reason ?? [],
    )

  const accounts = Object.keys(actors).flatMap((name) => [name, `${name}.password`])
  for (const [i, row] of rows.entries()) {
    const known = new Set(accounts)
    for (const [name, value] of Object.entries({ ...vars, ...row })) {
      const path: Path = Object.hasOwn(row, name) ? ['cases', i, name] : ['vars', name]
      if (Object.hasOwn(actors, name)) problems.push(source.keyProblem(path, `${name} is an actor already`))
      for (const reason of reasonsAgainst(String(value), known)) problems.push(source.problem(path, reason))
      known.add(name)
    }
  }

  const inEachRow = [...declared].filter((name) =>
    rows.every((row) => Object.hasOwn({ ...vars, ...row }, name)),
  )
  const known = new Set([...accounts, ...inEachRow])
  for (const placed of steps) {
    const check = (value: unknown) =>
      eachText(value, [], (text, path) => {
        // An upload's line may tell its size.
        const isLine = path[0] === 'upload' && path.length === 3 && path[2] === 'line'
        const there = isLine ? new Set([...known, 'size']) : known
        problems.push(...reasonsAgainst(text, there).map((reason) => problemAt(placed, path, reason)))
      })
    const { expect, until, ...action } = placed.step.body
    check(action)
    // Within a step the actors receive at once: one may capture what another compares.
    for (const name of capturesOf(placed.step)) known.add(name)
    check({ expect, until })
  }
  return problems
}

/** The names that a step's matchers take. */
const capturesOf = (step: Step): string[] => matchersOf(step).flatMap(([matcher]) => capturesIn(matcher))

/** What stands in `not` and in `past` is only tried. */
function capturesIn(matcher: Matcher): string[] {
  const {
    not: _,
    past: __,
    take,
    oneOf = [],
    ...rest
  } = typeof matcher === 'string' ? { line: matcher } : matcher
  const names = Array.isArray(take) ? [...take] : Object.keys(take ?? {})
  eachText(rest, [], (text) => {
    const capture = captureName(text)
    if (capture !== undefined) names.push(capture)
    names.push(...groupNames(text))
  })
  return [...names, ...oneOf.flatMap(capturesIn)]
}

/** What is wrong with a `${` that begins no reference. */
function noReference(text: string): string | undefined {
  const odd = /\$\{[^}]*\}?/.exec(withoutReferences(text))?.[0]
  return odd === undefined ? undefined : `${odd} is no reference to a name; a literal one is written $${odd}`
}

/** Visits every text of a value. */
function eachText(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === 'string') visit(value, path)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      eachText(item, [...path, Array.isArray(value) ? Number(key) : key], visit)
  }
}

import { rowName } from './cases.js'
import { captureName } from './json-pattern.js'
import { isWordless, type Matcher } from './matcher-schema.js'
import { groupNames } from './regex.js'
import type { ParsedScenario } from './scenario.js'
import type { Path, Problem, Source } from './source.js'
import type { Step } from './steps/step.js'
import { references } from './template.js'

const parts = ['setup', 'steps', 'teardown'] as const

/** What a schema cannot see: actors and names that nobody declared, matchers beyond a level, rows that are the same. */
export function lint(scenario: ParsedScenario, source: Source): Problem[] {
  const problems: Problem[] = []
  const actors = Object.keys(scenario.actors)
  const names = knownNames(scenario)
  const checkReferences = (value: unknown, path: Path, own: readonly string[] = []) =>
    walk(value, path, (text, at) => {
      for (const name of references(text)) {
        if (names.has(name) || own.includes(name)) continue
        problems.push(source.problem(at, `\${${name}} is no actor, variable or capture of this scenario`))
      }
    })

  checkReferences(scenario.vars, ['vars'])
  checkReferences(scenario.cases, ['cases'])
  for (const [name, { account }] of Object.entries(scenario.actors)) {
    if (account !== undefined && !actors.includes(account)) {
      problems.push(source.problem(['actors', name, 'account'], `there is no actor ${account}`))
    }
  }
  for (const [origin, declared] of declarations(scenario)) {
    for (const name of declared) {
      if (actors.includes(name))
        problems.push(source.keyProblem([...origin, name], `${name} is an actor already`))
    }
  }
  for (const part of parts) {
    for (const [i, step] of scenario[part].entries()) {
      const path = [part, i]
      for (const [name, where] of actorsOf(step)) {
        if (!actors.includes(name)) {
          const at = [...path, ...where]
          const message = `there is no actor ${name}; there are ${actors.join(', ')}`
          problems.push(
            typeof where.at(-1) === 'number' ? source.problem(at, message) : source.keyProblem(at, message),
          )
        }
      }
      checkReferences(step.body, path, step.key === 'upload' ? ['size'] : [])
      if (scenario.level === 'must') {
        for (const [matcher, where] of matchersOf(step)) {
          if (isWordless(matcher)) continue
          const message =
            'at level must only ok, fail, has, any and eof may be asked: every server can satisfy them'
          problems.push(source.problem([...path, ...where], message))
        }
      }
    }
  }
  return [...problems, ...sameRows(scenario, source)]
}

function sameRows({ cases = [] }: ParsedScenario, source: Source): Problem[] {
  const seen = new Set<string>()
  return cases.flatMap((row, i) => {
    const name = rowName(row)
    if (seen.has(name))
      return source.problem(['cases', i], `another row is called ${name} already: tell them apart with case`)
    seen.add(name)
    return []
  })
}

function declarations({ vars, cases = [] }: ParsedScenario): [Path, string[]][] {
  return [
    [['vars'], Object.keys(vars)],
    ...cases.map((row, i): [Path, string[]] => [['cases', i], Object.keys(row)]),
  ]
}

/** All that `${…}` may name: accounts, variables, captures, and what the server's facts bring. */
function knownNames(scenario: ParsedScenario): Set<string> {
  const names = new Set(['limits.argument', 'limits.line', 'limits.file', 'limits.batch'])
  for (const name of Object.keys(scenario.actors)) names.add(name).add(`${name}.password`)
  for (const [, declared] of declarations(scenario)) for (const name of declared) names.add(name)
  for (const part of parts) {
    for (const step of scenario[part]) {
      walk(step.body, [], (text) => {
        const capture = captureName(text)
        if (capture !== undefined) names.add(capture)
        for (const group of groupNames(text)) names.add(group)
      })
      for (const [matcher] of matchersOf(step)) {
        if (typeof matcher === 'string' || !matcher.take) continue
        for (const name of Array.isArray(matcher.take) ? matcher.take : Object.keys(matcher.take))
          names.add(name)
      }
    }
  }
  return names
}

/** The actors that a step names, and where. */
function actorsOf({ key, body }: Step): [string, Path][] {
  const action = body[key]
  const own = Array.isArray(action)
    ? action.map((name, i): [string, Path] => [name, [key, i]])
    : Object.keys(action as object).map((name): [string, Path] => [name, [key, name]])
  if (key === 'expect' || body.expect === undefined) return own
  return [
    ...own,
    ...Object.keys(body.expect as object).map((name): [string, Path] => [name, ['expect', name]]),
  ]
}

/** The matchers of a step, and where. */
function matchersOf({ body }: Step): [Matcher, Path][] {
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

/** Visits every text of a value. */
function walk(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === 'string') visit(value, path)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      walk(item, [...path, Array.isArray(value) ? Number(key) : key], visit)
  }
}

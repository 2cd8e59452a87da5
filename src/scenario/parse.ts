import { dirname, join } from 'node:path'
import type { CaseRow } from './cases.js'
import { problemsOf } from './issues.js'
import { lint } from './lint/lint.js'
import { type Arguments, expand, wrongArguments } from './macros.js'
import { parseProfile } from './profiles/load.js'
import { parseRows } from './rows.js'
import { type Macro, type ParsedScenario, type PlacedStep, parts, type Scenario } from './scenario.js'
import { macrosSchema, scenarioSchema, stepSchema } from './schema.js'
import { Faulty, type Path, type Problem, Source } from './source.js'
import type { Calls } from './steps/call.js'

/** A macro, and where it stands. */
interface PlacedMacro {
  readonly macro: Macro
  readonly source: Source
}

/**
 * Reads a file: its YAML, its schema, the macros and rows that it names, and what only the whole can show. Answers
 * undefined where it is one of macros or rows, or a profile. Throws Faulty with every problem found. `read` reads another
 * file, and throws an Error with words for people.
 */
export function parse(file: string, text: string, read: (file: string) => string): Scenario | undefined {
  const source = Source.sound(file, text)
  if (isMap(source.value) && 'macros' in source.value && !('id' in source.value)) {
    macrosOf(source)
    return undefined
  }
  if (Array.isArray(source.value)) {
    parseRows(file, text)
    return undefined
  }
  if (isMap(source.value) && 'profile' in source.value && !('id' in source.value)) {
    const profile = parseProfile(file, text)
    if (Array.isArray(profile)) throw new Faulty(profile)
    return undefined
  }
  const shape = scenarioSchema.safeParse(source.value)
  if (!shape.success) throw new Faulty(problemsOf(shape.error.issues, source))
  const { use, cases, ...rest } = shape.data
  const problems: Problem[] = []
  /** What another file brings; what is wrong with it is told where this one names it, or in its own lines. */
  const gather = <T>(name: string, path: Path, make: (file: string, text: string) => T): T | undefined => {
    const other = join(dirname(file), name)
    let content: string
    try {
      content = read(other)
    } catch (error) {
      problems.push(source.problem(path, `${name} cannot be read: ${(error as Error).message}`))
      return undefined
    }
    try {
      return make(other, content)
    } catch (error) {
      if (!(error instanceof Faulty)) throw error
      problems.push(...error.problems)
      return undefined
    }
  }

  const macros = new Map<string, PlacedMacro>()
  for (const [i, name] of use.entries()) {
    const path = ['use', i]
    const found = gather(name, path, (other, content) => macrosOf(Source.sound(other, content)))
    for (const [key, macro] of found ?? []) {
      if (macros.has(key)) problems.push(source.problem(path, `another file has a macro ${key} already`))
      macros.set(key, macro)
    }
  }
  if (problems.length > 0) throw new Faulty(problems)
  const rows = typeof cases === 'string' ? gather(cases, ['cases'], parseRows) : cases
  const placed = Object.fromEntries(
    parts.map((part) => [part, placeSteps(shape.data, part, source, macros, problems)]),
  ) as Pick<Scenario, (typeof parts)[number]>
  if (problems.length > 0) throw new Faulty(problems)
  const scenario: Scenario = { ...rest, ...placed, cases: rows as readonly CaseRow[] | undefined, source }
  const faults = lint(scenario)
  if (faults.length > 0) throw new Faulty(faults)
  return scenario
}

/** The macros of a file. Throws Faulty where it is no file of macros, or one of them calls another. */
function macrosOf(source: Source): Map<string, PlacedMacro> {
  const { value } = source
  if (isMap(value) && 'use' in value) {
    const message = 'a file of macros uses no other, so that none can come back to itself'
    throw new Faulty([source.keyProblem(['use'], message)])
  }
  const shape = macrosSchema.safeParse(value)
  if (!shape.success) throw new Faulty(problemsOf(shape.error.issues, source))
  const macros = Object.entries(shape.data.macros)
  const calls = macros.flatMap(([name, { steps }]) =>
    steps.flatMap(({ key }, i) =>
      key === 'call'
        ? source.keyProblem(['macros', name, 'steps', i, key], 'a macro calls no other macro')
        : [],
    ),
  )
  if (calls.length > 0) throw new Faulty(calls)
  return new Map(macros.map(([name, macro]) => [name, { macro, source }]))
}

/** The steps of a part with their places, each call replaced by the steps of its macro. */
function placeSteps(
  scenario: ParsedScenario,
  part: (typeof parts)[number],
  source: Source,
  macros: ReadonlyMap<string, PlacedMacro>,
  problems: Problem[],
): PlacedStep[] {
  const actors = new Set(Object.keys(scenario.actors))
  return scenario[part].flatMap((step, i): PlacedStep[] => {
    const path = [part, i]
    if (step.key !== 'call') return [{ step, source, path }]
    return Object.entries(step.body.call as Calls).flatMap(([name, given]) => {
      const at = [...path, 'call', name]
      const found = macros.get(name)
      if (!found) {
        const known = macros.size === 0 ? '`use` names none' : `there are ${[...macros.keys()].join(', ')}`
        problems.push(source.keyProblem(at, `there is no macro ${name}; ${known}`))
        return []
      }
      const wrong = wrongArguments(found.macro, given, actors)
      problems.push(
        ...wrong.map(({ key, message }) =>
          key === undefined ? source.keyProblem(at, message) : source.keyProblem([...at, key], message),
        ),
      )
      if (wrong.length > 0) return []
      const called = placeCall(name, found, given, at)
      problems.push(...called.problems.map((message) => source.keyProblem(at, message)))
      return called.steps
    })
  })
}

/** The steps of a macro as a call has them, and what the call's values make wrong in them. */
function placeCall(
  name: string,
  { macro, source }: PlacedMacro,
  given: Arguments,
  calledAt: Path,
): { steps: PlacedStep[]; problems: string[] } {
  const calls = new Map(macro.actors.map((actor) => [String(given[actor]), actor]))
  const problems: string[] = []
  const { steps: written } = (source.value as MacrosFile).macros[name]!
  const steps = written.flatMap((one, i): PlacedStep[] => {
    const path = ['macros', name, 'steps', i]
    const read = stepSchema.safeParse(expand(one, macro, given))
    if (read.success) return [{ step: read.data, source, path, calledAt, calls }]
    const told = problemsOf(read.error.issues, source, path)
    problems.push(...told.map(({ message }) => `with these values step ${i + 1} is wrong: ${message}`))
    return []
  })
  return { steps, problems }
}

/** A file of macros that its schema found right, as it is written. */
interface MacrosFile {
  readonly macros: Readonly<Record<string, { readonly steps: readonly Readonly<Record<string, unknown>>[] }>>
}

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

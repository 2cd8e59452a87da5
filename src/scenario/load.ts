import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parse } from './parse.js'
import { readText } from './read-text.js'
import type { Scenario } from './scenario.js'
import { Faulty, formatProblem, type Problem } from './source.js'

/** What was found: the scenarios that are right, and everything that is wrong with the others. */
export interface Loaded {
  readonly scenarios: Scenario[]
  readonly problems: Problem[]
}

/**
 * Reads scenario files; a folder stands for all `.yaml` and `.yml` files below it, of which macros, rows and
 * profiles are left to those that name them. Never throws: what cannot be read is a problem, and so is an id that two files have.
 */
export async function loadScenarios(paths: readonly string[]): Promise<Loaded> {
  const scenarios: Scenario[] = []
  const problems: Problem[] = []
  const files = new Map<string, string>()
  for (const path of paths) {
    try {
      for (const file of await filesOf(path)) files.set(resolve(file), file)
    } catch (error) {
      problems.push(...faultsOf(path, error))
    }
  }
  const ids = new Map<string, string>()
  for (const file of files.values()) {
    let scenario: Scenario | undefined
    try {
      scenario = parse(file, readText(file), readText)
    } catch (error) {
      problems.push(...faultsOf(file, error))
    }
    if (!scenario) continue
    const other = ids.get(scenario.id)
    if (other === undefined) scenarios.push(scenario)
    else problems.push(scenario.source.problem(['id'], `${other} has the id ${scenario.id} already`))
    ids.set(scenario.id, other ?? file)
  }
  return { scenarios, problems: distinct(problems) }
}

/** Reads a scenario from its text; the files that it names are read from beside it. */
export function parseScenario(file: string, text: string): Scenario | Problem[] {
  try {
    return parse(file, text, readText) ?? [{ file, line: 1, column: 1, message: 'this is no scenario' }]
  } catch (error) {
    return distinct(faultsOf(file, error))
  }
}

/** A mistake in what several files or calls share is told once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [formatProblem(problem), problem])).values(),
]

function faultsOf(file: string, error: unknown): Problem[] {
  if (error instanceof Faulty) {
    return [...error.problems].sort(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    )
  }
  return [{ file, line: 1, column: 1, message: `cannot be read: ${reasonOf(error)}` }]
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true })
  const files = entries.filter((entry) => /\.ya?ml$/.test(entry)).sort()
  if (files.length === 0) throw new Error('there is no .yaml file in it')
  return files.map((file) => join(path, file))
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : message
}

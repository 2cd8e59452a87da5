import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { problemsOf } from './issues.js'
import { lint } from './lint.js'
import type { Scenario } from './scenario.js'
import { scenarioSchema } from './schema.js'
import { type Problem, Source } from './source.js'

/** The largest scenario file in bytes. */
const LARGEST = 1024 * 1024

/** What was found: the scenarios that are right, and everything that is wrong with the others. */
export interface Loaded {
  readonly scenarios: Scenario[]
  readonly problems: Problem[]
}

/**
 * Reads scenario files; a folder stands for all `.yaml` and `.yml` files below it. Never throws: what cannot be read is
 * a problem, and so is an id that two files have.
 */
export async function loadScenarios(paths: readonly string[]): Promise<Loaded> {
  const scenarios: Scenario[] = []
  const problems: Problem[] = []
  const files = new Map<string, string>()
  for (const path of paths) {
    try {
      for (const file of await filesOf(path)) files.set(resolve(file), file)
    } catch (error) {
      problems.push(unreadable(path, reasonOf(error)))
    }
  }
  const ids = new Map<string, string>()
  for (const file of files.values()) {
    const loaded = await loadFile(file)
    if (Array.isArray(loaded)) {
      problems.push(...loaded)
      continue
    }
    const other = ids.get(loaded.id)
    if (other === undefined) scenarios.push(loaded)
    else problems.push(loaded.source.problem(['id'], `${other} has the id ${loaded.id} already`))
    ids.set(loaded.id, other ?? file)
  }
  return { scenarios, problems }
}

/** Reads a scenario from its text. */
export function parseScenario(file: string, text: string): Scenario | Problem[] {
  const source = new Source(file, text)
  if (source.problems.length > 0) return [...source.problems]
  const read = scenarioSchema.safeParse(source.value)
  const problems = read.success ? lint(read.data, source) : problemsOf(read.error.issues, source)
  if (read.success && problems.length === 0) return { ...read.data, source }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column)
}

async function loadFile(file: string): Promise<Scenario | Problem[]> {
  try {
    const found = await stat(file)
    if (!found.isFile()) return [unreadable(file, 'not a file')]
    if (found.size > LARGEST) return [unreadable(file, `larger than ${LARGEST} bytes, the most that is read`)]
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
    return parseScenario(file, text)
  } catch (error) {
    return [unreadable(file, reasonOf(error))]
  }
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true })
  const files = entries.filter((entry) => /\.ya?ml$/.test(entry)).sort()
  if (files.length === 0) throw new Error('there is no .yaml file in it')
  return files.map((file) => join(path, file))
}

const unreadable = (file: string, reason: string): Problem => ({
  file,
  line: 1,
  column: 1,
  message: `cannot be read: ${reason}`,
})

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message
}

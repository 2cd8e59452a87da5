import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the top of a scenario file says of it. */
export interface ScenarioHead {
  readonly id: string
  readonly title: string
  readonly tags: readonly string[]
}

const HEAD = 4096
/** A shell waits for the answer. */
const MOST = 2000

/**
 * The heads of the scenarios in these files and folders: seen by their lines as people write them, since reading
 * hundreds of files as YAML takes seconds. What cannot be read is left out.
 */
export function scenarioHeads(paths: readonly string[]): ScenarioHead[] {
  const buffer = Buffer.alloc(HEAD)
  return paths
    .flatMap(filesOf)
    .slice(0, MOST)
    .flatMap((file) => headOf(file, buffer) ?? [])
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const entries = readdirSync(path, { recursive: true, encoding: 'utf8' })
    return entries
      .filter((entry) => /\.ya?ml$/.test(entry))
      .sort()
      .map((entry) => join(path, entry))
  } catch {
    return []
  }
}

function headOf(path: string, buffer: Buffer): ScenarioHead | undefined {
  const text = readHead(path, buffer)
  const id = lineOf(text, 'id')
  if (id === undefined) return undefined
  const tags = /^tags:\s*\[(.*)\]/m.exec(text)?.[1] ?? ''
  return {
    id,
    title: lineOf(text, 'title') ?? '',
    tags: tags.split(',').map(unquoted).filter(Boolean),
  }
}

function readHead(path: string, buffer: Buffer): string {
  let file: number | undefined
  try {
    // What is no file may never end.
    if (!statSync(path).isFile()) return ''
    file = openSync(path, 'r')
    return buffer.toString('utf8', 0, readSync(file, buffer))
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function lineOf(text: string, key: string): string | undefined {
  const value = unquoted(new RegExp(`^${key}:[ \\t]+(.*)$`, 'm').exec(text)?.[1] ?? '')
  return value === '' ? undefined : value
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2')

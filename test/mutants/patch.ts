import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Edit, Mutant } from './mutant.js'

/** The checkout whose server is mutated. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The mutated files by their absolute paths. Throws where an edit does not fit its file exactly once. */
export async function patched({ name, edits }: Mutant): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const edit of edits) {
    const path = join(root, edit.file)
    files.set(path, apply(edit, files.get(path) ?? (await readFile(path, 'utf8')), name))
  }
  return files
}

function apply({ file, find, replace }: Edit, text: string, name: string): string {
  const parts = text.split(find)
  if (parts.length === 2 && find !== replace) return parts.join(replace)
  throw new Error(`the mutant ${name} does not fit: found ${parts.length - 1} times in ${file}: ${find}`)
}

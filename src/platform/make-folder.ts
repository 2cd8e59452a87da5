import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those above it that are missing, for their owner alone; tells whether it had to be made. Throws
 * the system's error where one cannot be: Node's own way, `recursive`, may try for ever, as it does below Linux's /proc.
 */
export function makeFolder(path: string): boolean {
  try {
    return makeOne(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
  }
  makeFolder(dirname(path))
  return makeOne(path)
}

function makeOne(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 })
    return true
  } catch (error) {
    // Of a folder that is there, not every system says EEXIST: it may be read-only, or a drive's root.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false
    throw error
  }
}

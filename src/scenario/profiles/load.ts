import { dirname, resolve } from 'node:path'
import { problemsOf } from '../issues.js'
import { launcher } from '../launch.js'
import type { Profile } from '../profile.js'
import { readText } from '../read-text.js'
import type { Launch } from '../running-server.js'
import { type Problem, Source } from '../source.js'
import { addressOf } from './address.js'
import { profileOf } from './profile-of.js'
import { profileSchema } from './schema.js'

/** A server's profile, and where the server is or how it is started. */
export interface LoadedProfile {
  readonly profile: Profile
  /** Where it listens, where it is not ours to start. */
  readonly address?: URL
  readonly launch?: Launch
  /** The file, for places in it. */
  readonly source: Source
}

/** Reads a profile file. Never throws: what is wrong with it, or keeps it from being read, is told as problems. */
export async function loadProfile(path: string): Promise<LoadedProfile | Problem[]> {
  try {
    return parseProfile(path, readText(path))
  } catch (error) {
    return [{ file: path, line: 1, column: 1, message: `cannot be read: ${(error as Error).message}` }]
  }
}

/** Reads a profile from its text; what it starts has `${here}` beside `path`. */
export function parseProfile(path: string, text: string): LoadedProfile | Problem[] {
  const source = new Source(path, text)
  if (source.problems.length > 0) return [...source.problems]
  const read = profileSchema.safeParse(source.value)
  if (!read.success) {
    return problemsOf(read.error.issues, source).sort((a, b) => a.line - b.line || a.column - b.column)
  }
  const { server, start } = read.data
  const profile = profileOf(read.data)
  if (start) return { profile, source, launch: launcher(start, dirname(resolve(path)), server) }
  return { profile, source, ...(server !== undefined && { address: addressOf(server, 0)! }) }
}

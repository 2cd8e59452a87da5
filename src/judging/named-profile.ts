import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../cli/errors.js'
import type { LoadedProfile } from '../scenario/profiles/load.js'

/** A profile by its file, or by its name where it is a shipped one. Throws a UsageError for what is wrong with it. */
export async function loadNamed(named: string): Promise<LoadedProfile> {
  const [{ loadProfile }, { formatProblem }, { shippedProfiles }] = await Promise.all([
    import('../scenario/profiles/load.js'),
    import('../scenario/source.js'),
    import('../scenario/shipped.js'),
  ])
  const shipped = join(shippedProfiles(), `${named}.yaml`)
  const isShipped = /^[a-z-]+$/.test(named) && !existsSync(named) && existsSync(shipped)
  const loaded = await loadProfile(isShipped ? shipped : named)
  if (Array.isArray(loaded)) throw new UsageError(loaded.map(formatProblem).join('\n'))
  return loaded
}

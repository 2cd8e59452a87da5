import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the conformance scenarios that come with this package, built or not. */
export const shippedScenarios = (): string => join(packageFolder(), 'scenarios', 'conformance')

/** The folder of the profiles that come with it. */
export const shippedProfiles = (): string => join(packageFolder(), 'scenarios', 'profiles')

/** The folder of this package. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

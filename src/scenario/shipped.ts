import { join } from 'node:path'
import { packageFolder } from '../platform/package-folder.js'

/** The folder of the conformance scenarios that come with this package, built or not. */
export const shippedScenarios = (): string => join(packageFolder(), 'scenarios', 'conformance')

/** The folder of the profiles that come with it. */
export const shippedProfiles = (): string => join(packageFolder(), 'scenarios', 'profiles')

import type { Interfaces } from '@oclif/core'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { UsageError } from './errors.js'

/** With DEBUG set oclif would print the arguments and stacks. */
const silent: Interfaces.Logger = {
  child: () => silent,
  debug() {},
  error() {},
  info() {},
  trace() {},
  warn() {},
  namespace: 'oclif',
}

/** Finds the command and runs it; throws what goes wrong. `root` is the package's folder. */
export async function runOclif(argv: string[], root: string): Promise<void> {
  // Else NODE_ENV=test or development makes oclif look for sources and a compiler.
  settings.enableAutoTranspile = false
  // Else oclif fails for a user that the system does not know.
  process.env.SHELL ??= ''
  if (argv[0] === '') throw new UsageError('there is no command without a name', { hint: 'pychat --help' })
  // Else oclif reads plugins, and obeys them, from a folder in the user's home.
  await run(argv, { root, logger: silent, userPlugins: false, devPlugins: false })
}

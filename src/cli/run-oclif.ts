import { fileURLToPath } from 'node:url'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { UsageError } from './errors.js'
import { main } from './main.js'
import { silentLogger } from './silent-logger.js'

/** The package's folder, seen from dist/cli and from src/cli alike. */
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs any command line with the whole of oclif: help, topics, mistyped commands. Resolves with the exit code. */
export const runOclif = (argv: string[]): Promise<number> =>
  main(argv, async () => {
    // oclif may talk too, and nobody needs to listen.
    process.stderr.on('error', () => {})
    // Else NODE_ENV=test or development makes oclif look for sources and a compiler.
    settings.enableAutoTranspile = false
    // Else oclif fails for a user that the system does not know.
    process.env.SHELL ??= ''
    if (argv[0] === '') throw new UsageError('there is no command without a name', { hint: 'pychat --help' })
    // Else oclif reads plugins, and obeys them, from a folder in the user's home.
    await run(argv, { root, logger: silentLogger, userPlugins: false, devPlugins: false })
  })

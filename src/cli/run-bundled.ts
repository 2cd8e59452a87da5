import type { Config } from '@oclif/core'
import { setLogger } from '@oclif/core/logger'
import { main } from './main.js'
import { Output } from './output.js'
import { silentLogger } from './silent-logger.js'

/** A module of src/commands. */
interface CommandModule {
  readonly default: { id: string; run(argv: string[], config: Config): Promise<unknown> }
}

/** Runs a command that is known by its id, without oclif's search for it. Resolves with the exit code. */
export const runBundled = (id: string, argv: string[], load: () => Promise<CommandModule>): Promise<number> =>
  main(argv, async () => {
    setLogger({ logger: silentLogger, root: '' })
    const { default: Class } = await load()
    Class.id = id
    await Class.run(argv, config)
  })

/** Writes the version. Resolves with the exit code. */
export const writeVersion = (version: string): Promise<number> =>
  main([], () => Output.standard().line(`pychat ${version}`))

/** As much of oclif's configuration as running a command looks at; one that looks at more says `needsConfig`. */
const config = {
  bin: 'pychat',
  // Else oclif parses the arguments once more, to tell that an alias is out of date.
  topicSeparator: ':',
  runHook: async () => ({ successes: [], failures: [] }),
  scopedEnvVarKeys: () => [],
} as unknown as Config

import { openCredentials } from '../../src/cli/open-credentials.js'
import type { Credentials } from '../../src/credentials/credentials.js'
import { Link } from '../../src/shell/link.js'
import { runShell } from '../../src/shell/run-shell.js'
import type { ShellWorld } from '../../src/shell/shell.js'
import { MemoryKeychain } from '../credentials/memory-keychain.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { ScriptedPrompter, type Step } from './scripted-prompter.js'

interface InShell {
  readonly server: string
  /** Who is logged in from the start. */
  readonly user?: string
  readonly world?: Partial<ShellWorld>
}

/** Credentials of nobody, in a keychain of their own. */
export const memoryCredentials = (): Credentials =>
  openCredentials({ env: { XDG_STATE_HOME: temporaryFolder() }, keychain: new MemoryKeychain().ask })

/** Runs the interactive mode with a person who does what the steps say; tells what they saw. */
export async function runInShell(
  { server, user, world }: InShell,
  steps: readonly Step[],
  prompter = new ScriptedPrompter(steps),
): Promise<ScriptedPrompter> {
  const signal = new AbortController().signal
  await runShell(
    {
      link: new Link({ origin: server, timeout: 5_000, signal }),
      prompter,
      credentials: memoryCredentials(),
      out: { columns: 80, colour: false },
      signal,
      where: [],
      previews: false,
      ...world,
    },
    user === undefined ? undefined : { kind: 'password', user, secret: 's3cret' },
  )
  return prompter
}

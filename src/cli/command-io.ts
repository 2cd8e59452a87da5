import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import type { Keychain } from '../credentials/keychain-process.js'
import { Output } from './output.js'
import type { Prompter } from './prompter.js'

/** All of the outside world that a command touches beside servers and named files: a test brings its own. */
export interface CommandIo {
  readonly out: Output
  readonly env: NodeJS.ProcessEnv
  /** Opened when it is first asked for: a command that reads nothing leaves it to whoever runs next. */
  readonly stdin: () => Readable & { readonly isTTY?: boolean }
  /** Whether a person sits at stdin and sees stderr. */
  readonly isInteractive: boolean
  readonly prompter: () => Promise<Prompter>
  readonly keychain: Keychain
  /** The current folder; undefined where it is gone. */
  readonly cwd: string | undefined
  /** Ends this process whatever is still under way: looking up a host's name cannot be given up. */
  readonly leave?: () => void
}

/** The process's own. */
export function processIo(): CommandIo {
  return {
    out: standardOutput(),
    env: process.env,
    stdin: () => process.stdin,
    get isInteractive() {
      return isatty(0) && isatty(2)
    },
    prompter: async () => (await import('./terminal-prompter.js')).terminalPrompter,
    keychain: async (calls, deadline) =>
      (await import('../credentials/keychain-process.js')).askKeychain(calls, deadline, process.env),
    cwd: currentFolder(),
    leave: () => void setTimeout(process.exit, 0).unref(),
  }
}

function currentFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** The process's own output. A failed write is told to who writes: oclif's listener would end the process with a stack. */
export function standardOutput(): Output {
  process.stdout.removeAllListeners('error')
  return Output.standard()
}

import { Readable, Writable } from 'node:stream'
import type { Config } from '@oclif/core'
import type { LocalCommand } from '../../src/cli/local-command.js'
import { Output, type Sink } from '../../src/cli/output.js'
import { reportError, wantsJson } from '../../src/cli/report-error.js'
import { CredentialStoreError } from '../../src/credentials/credential-store.js'
import type { Keychain } from '../../src/credentials/keychain-process.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

interface World {
  readonly env?: NodeJS.ProcessEnv
  readonly stdin?: string
  /** What a person answers to each question; without it nobody is there. */
  readonly answers?: string[]
  /** Takes the place of the captured stdout. */
  readonly stdout?: Sink
  /** The system's keychain; without it there is none. */
  readonly keychain?: Keychain
  /** The current folder, by default one without a project. */
  readonly cwd?: string
}

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  /** The questions that were asked. */
  readonly asked: string[]
}

/** Runs a command in this process as bin/run.js would, in a world of its own; its state is empty unless `env` names one. */
export async function runCommand(command: unknown, argv: string[], world: World = {}): Promise<Ran> {
  const stdout = new Capture()
  const stderr = new Capture()
  const asked: string[] = []
  const answers = [...(world.answers ?? [])]
  const answer = async (question: string) => {
    asked.push(question)
    return answers.shift() ?? ''
  }
  const folder = temporaryFolder()
  const env = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, ...world.env }
  const Class = command as new (argv: string[], config: Config) => LocalCommand<never>
  const running = new Class(argv, config)
  running.io = {
    out: new Output({ stdout: world.stdout ?? stdout, stderr, env }),
    env,
    stdin: () => Readable.from(world.stdin === undefined ? [] : [Buffer.from(world.stdin)]),
    isInteractive: world.answers !== undefined,
    prompter: async () => ({ text: answer, secret: answer }),
    keychain: world.keychain ?? noKeychain,
    cwd: world.cwd ?? folder,
  }
  let exit = 0
  try {
    await (running as unknown as { _run(): Promise<void> })._run()
  } catch (error) {
    exit = reportError(error, wantsJson(argv), (text) => stderr.write(text))
  }
  return { stdout: stdout.text, stderr: stderr.text, exit, asked }
}

const noKeychain: Keychain = async () => {
  throw new CredentialStoreError('the system keychain cannot be used: there is none')
}

class Capture extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk
    done()
  }
}

/** As much of oclif's configuration as a command looks at. */
const config = {
  bin: 'pychat',
  runHook: async () => ({ successes: [], failures: [] }),
  scopedEnvVarKeys: () => [],
} as unknown as Config

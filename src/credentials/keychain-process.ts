import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageFolder } from '../platform/package-folder.js'
import { CredentialStoreError, SilentStoreError } from './credential-store.js'

/** A call of keytar: its method and what it takes. */
export type KeychainCall = readonly [
  method: 'getPassword' | 'setPassword' | 'deletePassword',
  ...args: string[],
]

/**
 * The system's keychain: does calls in order and resolves with the value of each. Throws a CredentialStoreError where
 * one fails, and a SilentStoreError at `deadline` (in milliseconds, as Date.now) wherever it stands.
 */
export type Keychain = (calls: readonly KeychainCall[], deadline: number) => Promise<readonly unknown[]>

interface Answer {
  readonly values?: readonly unknown[]
  readonly error?: string
}

/**
 * Does the calls in a process of its own: a native call that hangs cannot be cancelled, and would keep this process
 * from ending. Secrets go through pipes, never through arguments. `library` takes the place of keytar.
 */
export async function askKeychain(
  calls: readonly KeychainCall[],
  deadline: number,
  env: NodeJS.ProcessEnv,
  library = 'keytar',
): Promise<readonly unknown[]> {
  try {
    return await ask({ calls, library, left: Math.max(0, deadline - Date.now()) }, env)
  } catch (cause) {
    throw cause instanceof CredentialStoreError ? cause : unusable((cause as Error).message)
  }
}

/** What bin/keychain.mjs reads; `left` is how long it may take, in milliseconds. */
interface Question {
  readonly calls: readonly KeychainCall[]
  readonly library: string
  readonly left: number
}

async function ask(question: Question, env: NodeJS.ProcessEnv): Promise<readonly unknown[]> {
  const child = spawn(process.execPath, [join(packageFolder(), 'bin', 'keychain.mjs')], {
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unusable('it did not answer in time', SilentStoreError)), question.left)
  })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  try {
    // Who has ended reads nothing; its lack of an answer is told.
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(question))
    const { values, error } = readAnswer(await Promise.race([text(child.stdout), late, failed]))
    if (values) return values
    throw unusable(error ?? 'it ended without an answer')
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
    child.stdout.destroy()
    child.unref()
  }
}

function readAnswer(answer: string): Answer {
  if (answer === '') return {}
  try {
    return JSON.parse(answer) as Answer
  } catch {
    // The parser's own words would repeat what may be a secret.
    throw unusable('its answer cannot be read')
  }
}

const unusable = (why: string, Kind = CredentialStoreError) =>
  new Kind(
    `the system keychain cannot be used: ${why}`,
    'unlock it, or log in without it: PYCHAT_KEYCHAIN=off pychat auth login NAME',
  )

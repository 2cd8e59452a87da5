import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a shell starts. */
const pychat = join(root, 'bin/run.js')

interface World {
  /** All of the environment but PATH; the keychain of whoever runs the tests is left alone. */
  readonly env?: NodeJS.ProcessEnv
  readonly stdin?: string
  /** Told what was written to stderr so far, with a way to send a signal. */
  readonly watch?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void
}

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | null
}

/** Runs a shell script in which `pychat` is the built command. */
export function shell(script: string, world: World = {}): Promise<Ran> {
  return run('bash', ['-c', `pychat() { '${process.execPath}' '${pychat}' "$@"; }\n${script}`], world)
}

/** Runs the built command. */
export function runPychat(argv: readonly string[], world: World = {}): Promise<Ran> {
  return run(process.execPath, [pychat, ...argv], world)
}

function run(command: string, argv: readonly string[], { env, stdin, watch }: World): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { env: { PATH: process.env.PATH, PYCHAT_KEYCHAIN: 'off', ...env } })
    const kill = (signal: NodeJS.Signals) => child.kill(signal)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      watch?.(stderr, kill)
    })
    child.on('error', reject)
    child.on('close', (exit) => resolve({ stdout, stderr, exit }))
    // Who reads no stdin is gone before it is written.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin ?? '')
  })
}

/** Builds dist/ where the sources are newer. */
export function ensureBuilt(): void {
  const built = join(root, 'oclif.manifest.json')
  if (existsSync(built) && newest(join(root, 'src')) < statSync(built).mtimeMs) return
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--no-types'], { stdio: 'inherit' })
}

const newest = (folder: string) =>
  Math.max(
    ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, String(name))).mtimeMs),
  )

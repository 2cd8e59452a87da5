import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { ChatEvent } from '../protocol/reply.js'
import { CliError } from './errors.js'
import { toJson } from './output.js'

/** A command that is run for events: each run finds one on its stdin, as a line of JSON, and nothing of it elsewhere. */
export interface EventCommand {
  /** A program, or with `shell` a script for /bin/sh, which has the arguments as $1, $2… */
  readonly command: string
  readonly args: readonly string[]
  readonly shell: boolean
  readonly env: NodeJS.ProcessEnv
  /** Where its stdout goes: to ours, or to stderr where ours is JSON. */
  readonly output: 'stdout' | 'stderr'
}

/**
 * Runs the command once and resolves with its exit code, as a shell has it: 128 + n where signal n ended it. Throws a
 * CliError `local-file` where it cannot be started.
 */
export async function runForEvent(of: EventCommand, event: ChatEvent): Promise<number> {
  const { command, args, env } = of
  const [file, ...rest] = of.shell ? (['/bin/sh', '-c', command, 'sh', ...args] as const) : [command, ...args]
  try {
    const child = spawn(file, rest, { stdio: ['pipe', of.output === 'stdout' ? 1 : 2, 2], env })
    // It need not read what it is told.
    child.stdin!.on('error', () => {}).end(`${toJson(event)}\n`)
    const [code, signal] = await once(child, 'exit')
    return code ?? 128 + constants.signals[signal as NodeJS.Signals]
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CliError('local-file', `cannot run ${command}: ${WORDS[code ?? ''] ?? message}`, {
      cause,
      hint: /\s/.test(command) ? 'put its arguments behind --, or add --shell' : undefined,
    })
  }
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such command',
  EACCES: 'it is not executable',
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { UsageError } from './errors.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command with our standard streams, hands on to it the signals that ask us to end, and resolves with its exit
 * code, as a shell has it: 128 + n where signal n ended it. Throws a UsageError where it cannot be started.
 */
export async function runBeside(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  let child: ChildProcess | undefined
  const handOn = (signal: NodeJS.Signals) => {
    // A terminal sends its Ctrl-C to both of us.
    if (signal !== 'SIGINT' || !isatty(0)) child?.kill(signal)
  }
  // Before it starts: a signal that ended us alone would leave it behind.
  for (const signal of SIGNALS) process.on(signal, handOn)
  try {
    child = spawn(file, args, { stdio: 'inherit', env })
    const [code, signal] = await once(child, 'exit')
    return code ?? 128 + constants.signals[signal as NodeJS.Signals]
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new UsageError(`cannot run ${file}: ${WORDS[code ?? ''] ?? message}`, { cause })
  } finally {
    for (const signal of SIGNALS) process.off(signal, handOn)
  }
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such command',
  EACCES: 'it is not executable',
  E2BIG: 'its arguments are too long',
}

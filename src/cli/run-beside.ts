import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { UsageError } from './errors.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command with our standard streams, hands on to it the signals that ask us to end, and resolves with its exit
 * code, as a shell has it: 128 + n where signal n ended it. Throws a UsageError where it cannot be started.
 */
export function runBeside([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env })
    const handOn = (signal: NodeJS.Signals) => {
      // A terminal sends its Ctrl-C to both of us.
      if (signal !== 'SIGINT' || !isatty(0)) child.kill(signal)
    }
    const settle = () => {
      for (const signal of SIGNALS) process.off(signal, handOn)
    }
    for (const signal of SIGNALS) process.on(signal, handOn)
    child.once('error', (cause: NodeJS.ErrnoException) => {
      settle()
      reject(new UsageError(`cannot run ${file}: ${WORDS[cause.code ?? ''] ?? cause.message}`, { cause }))
    })
    child.once('exit', (code, signal) => {
      settle()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such command',
  EACCES: 'it is not executable',
  E2BIG: 'its arguments are too long',
}

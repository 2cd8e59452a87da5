import { reportError, wantsJson } from './report-error.js'

/** Runs `command` and returns the exit code of the process; never throws. `argv` tells how errors are to be written. */
export async function main(argv: readonly string[], command: () => Promise<void>): Promise<number> {
  const report = (error: unknown) => {
    // Nobody needs to listen to our talk.
    const write = (text: string) => process.stderr.on('error', () => {}).write(text)
    return reportError(error, wantsJson(argv), write, Boolean(process.env.PYCHAT_DEBUG))
  }
  process.on('uncaughtException', (error) => process.exit(report(error)))
  try {
    await command()
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return report(error)
  }
}

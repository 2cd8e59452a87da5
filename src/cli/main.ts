import { readFileSync } from 'node:fs'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { isCi } from './is-ci.js'
import { Output } from './output.js'
import { reportError, wantsJson } from './report-error.js'

/** The package's folder, seen from dist/cli and from src/cli alike. */
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the command line and returns its exit code; never throws. The command's classes are loaded only when needed. */
export async function main(argv: string[]): Promise<number> {
  const report = (error: unknown) => {
    const write = (text: string) => process.stderr.write(text)
    return reportError(error, wantsJson(argv), write, Boolean(process.env.PYCHAT_DEBUG))
  }
  // Nobody needs to listen to our talk.
  process.stderr.on('error', () => {})
  process.on('uncaughtException', (error) => process.exit(report(error)))
  try {
    if (argv.length === 1 && argv[0] === '--version') {
      await Output.standard().line(`pychat ${version()}`)
      return 0
    }
    const { runOclif } = await import('./run-oclif.js')
    await runOclif(argv.length === 0 && isAtTerminal() ? ['shell'] : argv, root)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return report(error)
  }
}

/** Whether a person is there who can be shown menus. */
const isAtTerminal = () => isatty(0) && isatty(1) && !isCi(process.env)

function version(): string {
  return (JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }).version
}

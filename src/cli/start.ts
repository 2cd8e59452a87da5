import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { CodeCache } from './code-cache.js'
import { findCommand, type KnownCommand } from './find-command.js'
import { isCi } from './is-ci.js'

/** By their words, put in by the build: all commands in the bundle. */
declare const COMMANDS: Readonly<Record<string, KnownCommand>>
/** The bundle's file next to this one; its name changes with its content. */
declare const BUNDLE: string

/** What the bundle exports. */
type Run = (id: string, argv: string[]) => Promise<number>

/**
 * Runs a command line and returns its exit code. A known command comes from one bundle, compiled at most once for
 * this version of Node; all else takes the whole of oclif.
 */
export async function start(given: string[]): Promise<number> {
  const argv = given.length === 0 && isAtTerminal() ? ['shell'] : given
  const found = findCommand(argv, COMMANDS)
  if (!found) {
    const { runOclif } = await import('./run-oclif.js')
    return runOclif(argv)
  }
  const { id, rest } = found
  const cache = new CodeCache(BUNDLE, process.env)
  const name = id.replaceAll(':', '-')
  const cachedData = cache.read(name)
  const script = compile(join(__dirname, BUNDLE), cachedData)
  const exit = await evaluate<{ run: Run }>(script, join(__dirname, BUNDLE)).run(id, rest)
  // What was needed has been compiled by now.
  if (!cachedData || script.cachedDataRejected) cache.write(name, script.createCachedData())
  return exit
}

/** Whether a person is there who can be shown menus. */
function isAtTerminal(): boolean {
  const { isatty } = require('node:tty') as typeof import('node:tty')
  return isatty(0) && isatty(1) && !isCi(process.env)
}

function compile(filename: string, cachedData: Buffer | undefined): Script {
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
}

/** Runs a CommonJS module that its text wraps in a function. */
function evaluate<T>(script: Script, filename: string): T {
  const module = { exports: {} as T }
  const load = (name: string) => import(name)
  script.runInThisContext()(module, module.exports, require, filename, dirname(filename), load)
  return module.exports
}

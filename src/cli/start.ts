import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { CodeCache } from './code-cache.js'
import { findCommand, type KnownCommand } from './find-command.js'
import { isCi } from './is-ci.js'

// Put in by the build. The bundles' files are next to this one; their names change with their content.
/** By their words: all commands in the bundles. */
declare const COMMANDS: Readonly<Record<string, KnownCommand>>
/** Where most commands are. */
declare const BUNDLE: string
/** By their ids: where the others are. */
declare const APART: Readonly<Record<string, string>>

/** What a bundle exports. */
type Run = (id: string, argv: string[]) => Promise<number>

/**
 * Runs a command line and returns its exit code. A known command comes from a bundle that is compiled at most once
 * for this version of Node; all else takes the whole of oclif.
 */
export async function start(given: string[]): Promise<number> {
  const argv = given.length === 0 && isAtTerminal() ? ['shell'] : given
  const found = findCommand(argv, COMMANDS)
  if (!found) {
    const { runOclif } = await import('./run-oclif.js')
    return runOclif(argv)
  }
  const { id, rest } = found
  const bundle = APART[id] ?? BUNDLE
  const file = join(__dirname, bundle)
  const cache = new CodeCache(bundle, process.env)
  const name = id.replaceAll(':', '-')
  const cachedData = cache.read(name)
  const script = compile(file, cachedData)
  const exit = await evaluate<{ run: Run }>(script, file).run(id, rest)
  // What was needed has been compiled by now.
  if (!cachedData || script.cachedDataRejected) cache.write(name, script.createCachedData())
  endAtOnce(exit)
  return exit
}

/**
 * Ends the process after a success, unless something is still to be written: left alone, Node takes down in order what
 * the system takes down anyway, and sooner. What failed may still give back over HTTP what it was handed (CHAT-3).
 */
function endAtOnce(exit: number): void {
  const { stdout, stderr } = process
  if (exit === 0 && stdout.writableLength + stderr.writableLength === 0) process.exit()
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

import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../helpers/temporary-folder.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A project that has this package installed, as it was built, and vitest and TypeScript beside it. */
export function installed(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  symlinkSync(root, join(modules, 'pychat'))
  for (const name of ['vitest', '@types/node'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return folder
}

export interface Ended {
  readonly exit: number
  /** All that it wrote. */
  readonly output: string
}

/** Runs a program in a folder to its end, in an environment that tells nothing of this run of vitest. */
export function run(
  [file = '', ...args]: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } },
      (error, stdout, stderr) => {
        resolve({ exit: error ? Number(error.code) : 0, output: stdout + stderr })
      },
    )
  })
}

/** Writes programs of their own into a folder, and gives a PATH on which they come first, and then our Node. */
export function withPrograms(folder: string, programs: Readonly<Record<string, string>>): string {
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 })
  return [folder, dirname(process.execPath), process.env.PATH].join(delimiter)
}

/** The built command, for a shell. */
export const pychat = `'${process.execPath}' '${join(root, 'bin/run.js')}'`

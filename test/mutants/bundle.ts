import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { Mutant } from './mutant.js'
import { patched, root } from './patch.js'

/** `node server.mjs PORT [DATA]` */
const MAIN = `
import { startServer } from './src/server/index.js'
const [port, data] = process.argv.slice(2)
await startServer({ port: Number(port), data, passwordCost: 1024 })
console.log('listening')`

/** The reference server as one module in a file, with a mutant's fault where one is given. */
export interface Bundle {
  readonly path: string
  remove(): Promise<void>
}

export async function bundleServer(mutant?: Mutant): Promise<Bundle> {
  const files = mutant ? await patched(mutant) : new Map<string, string>()
  const used = new Set<string>()
  // Not in a temporary folder: from there its packages would not be found.
  const path = join(root, 'node_modules/.cache/mutants', `${randomUUID()}.mjs`)
  await build({
    absWorkingDir: root,
    stdin: { contents: MAIN, resolveDir: root },
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    plugins: [replacing(files, used)],
    logLevel: 'silent',
  })
  const unused = [...files.keys()].filter((file) => !used.has(file))
  if (unused.length > 0)
    throw new Error(`the mutant ${mutant?.name} changes no part of the server: ${unused}`)
  return { path, remove: () => rm(path, { force: true }) }
}

function replacing(files: ReadonlyMap<string, string>, used: Set<string>): Plugin {
  return {
    name: 'mutant',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const contents = files.get(path)
        if (contents !== undefined) used.add(path)
        return { contents: contents ?? (await readFile(path, 'utf8')), loader: 'ts' }
      })
    },
  }
}

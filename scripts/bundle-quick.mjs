// Builds what a one-shot command is started from, since most of its time is the start: dist/cli/start.cjs, which knows
// the commands by name, and the bundles with their code, of which each command runs only what it uses.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { lazily, lazyRequires } from './lazy-requires.mjs'

/** What is no matter of milliseconds, or finds its files by its own place, stays outside of the bundle. */
const LARGE = /^src\/(server|scenario|shell)\//

/**
 * Commands that bring much of their own, or come seldom: in a bundle of their own, since the verbs' is read whole by
 * each command in it.
 */
const APART = /^(__complete|completion|doctor|listen|profile|webhook)\b/

/** Packages that a module of the bundle may import, and hardly any start needs: they are required where they are used. */
const RARE = ['undici', 'yaml', 'zod', 'typescript', 'ts-node', 'tsx']

const settings = (root) => ({
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  charset: 'ascii',
  logLevel: 'warning',
  // Who uses it knows that there is none here.
  logOverride: { 'empty-import-meta': 'silent' },
})

/**
 * @param {string} root the package's folder
 * @param {import('esbuild').Metafile} metafile of the build of all commands
 * @param {import('esbuild').Plugin[]} plugins
 */
export async function bundleQuick(root, metafile, plugins) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  const { version } = read('package.json')
  const commands = Object.values(read('oclif.manifest.json').commands).filter(
    ({ id, needsConfig }) => !needsConfig && !reaches(metafile, output(id), LARGE),
  )
  const apart = commands.filter(({ id }) => APART.test(id))
  const verbs = commands.filter(({ id }) => !APART.test(id))
  const [bundle, second] = await Promise.all(
    [verbs, apart].map((some) => bundleCommands(root, some, version, plugins)),
  )
  const { outputFiles } = await build({
    ...settings(root),
    entryPoints: ['src/cli/start.ts'],
    write: false,
    external: ['./run-oclif.js'],
    define: {
      BUNDLE: JSON.stringify(bundle),
      APART: JSON.stringify(Object.fromEntries(apart.map(({ id }) => [id, second]))),
      COMMANDS: JSON.stringify(byWords(commands)),
    },
  })
  writeFileSync(join(root, 'dist/cli/start.cjs'), await minified(outputFiles[0].text))
}

/** Returns the name of the bundle's file. */
async function bundleCommands(root, commands, version, plugins) {
  const loads = commands.map(({ id }) => `'${id}': () => import('./${source(id)}'),`).join('\n')
  // Imported late all modules keep their names in the bundle, as a profile or a coverage shows them.
  const entry = `
    const commands = { ${loads} }
    export const run = async (id, argv) => {
      const { runBundled, writeVersion } = await import('./src/cli/run-bundled.ts')
      return id === '--version' ? writeVersion('${version}') : runBundled(id, argv, commands[id])
    }`
  const { outputFiles } = await build({
    ...settings(root),
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    write: false,
    external: RARE,
    plugins: [...plugins, lazyOclif, rarePackages],
  })
  const text = await minified(outputFiles[0].text)
  // It is read a byte a character. What esbuild leaves are regular expressions.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  // V8's code cache forgets who answers an import().
  const body = ascii.replace(/\bimport\((?="[^"]+"\))/g, 'load(')
  if (/\bimport\(/.test(body)) throw new Error('the bundle imports what has no fixed name')
  const code = `(function (module, exports, require, __filename, __dirname, load) {${body}\n})`
  const name = `commands-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.cjs`
  writeFileSync(join(root, 'dist/cli', name), code)
  return name
}

/** A bundle that loads what Node brings at its first use, as short as it can be written. */
async function minified(bundle) {
  const lazy = `${lazily}\n${lazyRequires(bundle, /import_\w+/)}`
  const { code } = await transform(lazy, { format: 'cjs', minify: true, target: 'node20.19' })
  return code
}

/** What looks for commands, shows help, draws errors, logs and spins. */
const SEARCH =
  /@oclif[\\/]core[\\/]lib[\\/](config[\\/]|help[\\/](index|command|docopts|formatter)\.|ux[\\/]action|module-loader|performance)|node_modules[\\/](ejs|debug|wrap-ansi|ansi-styles|color-convert)[\\/]/

const lazyOclif = {
  name: 'lazy-oclif',
  setup({ onLoad }) {
    onLoad({ filter: SEARCH }, () => ({
      contents: `throw new Error('this command needs the whole of oclif')`,
    }))
    onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, ({ path }) => ({
      contents: `${lazily}\n${lazyRequires(readFileSync(path, 'utf8'), /\w+/)}`,
    }))
  },
}

/** A package that is imported where it is used stays outside. */
const rarePackages = {
  name: 'rare-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

const source = (id) => `src/commands/${id.replaceAll(':', '/')}.ts`
const output = (id) => `dist/commands/${id.replaceAll(':', '/')}.js`

/** Whether what is built from `place`, or from what it imports, at once or later, holds a source that matches. */
function reaches(metafile, place, sources, seen = new Set()) {
  if (seen.has(place)) return false
  seen.add(place)
  const { inputs, imports } = metafile.outputs[place]
  return (
    Object.keys(inputs).some((input) => sources.test(input)) ||
    imports.some(({ path, external }) => !external && reaches(metafile, path, sources, seen))
  )
}

/** Each command under its name and its aliases as they are typed. */
function byWords(commands) {
  const entries = commands.flatMap(({ id, aliases, args, strict }) =>
    [id, ...aliases].map((name) => [
      name.replaceAll(':', ' '),
      { id, takesWords: strict === false || Object.keys(args).length > 0 },
    ]),
  )
  return Object.fromEntries(entries)
}

// Builds dist/: one bundle with shared chunks for the public API and all commands, the type declarations, the manifest
// that tells oclif the commands without loading them, and what one-shot commands start from. `--no-types` leaves the
// declarations out.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { bundleQuick } from './bundle-quick.mjs'
import { writeManifest } from './manifest.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Leaves out what comes with the installation, for our own sources: @oclif/core may want other versions of the same. */
const installed = {
  name: 'installed',
  setup({ onResolve }) {
    const packages = new Set(Object.keys(dependencies))
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const [name] = path.match(/^(@[^/]+\/)?[^/]+/)
      return packages.has(name) && !importer.includes('node_modules') ? { path, external: true } : undefined
    })
  },
}

/** Leaves out what @oclif/core only needs to look for commands and plugins, which the manifest spares. */
const unused = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    const namespace = 'unused'
    onResolve({ filter: /^(tinyglobby|minimatch|lilconfig|wsl-utils)$/ }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: path === 'wsl-utils' ? 'export const isWsl = false' : 'export {}',
    }))
  },
}

const bundle = () =>
  build({
    absWorkingDir: root,
    entryPoints: [
      'src/index.ts',
      'src/testing/index.ts',
      'src/testing/vitest.ts',
      'src/cli/run-oclif.ts',
      'src/cli/help.ts',
      'src/cli/hooks/command-not-found.ts',
      ...sources('src/commands'),
    ].filter((path) => existsSync(join(root, path))),
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['typescript', 'ts-node', 'tsx', 'vitest'],
    plugins: [installed, unused],
    // The CommonJS parts of @oclif/core expect these three.
    banner: {
      js: [
        "import{createRequire as $require}from'node:module'",
        "import{fileURLToPath as $path}from'node:url'",
        'const require=$require(import.meta.url),__filename=$path(import.meta.url)',
        "const __dirname=$path(new URL('.',import.meta.url))",
      ].join(';'),
    },
    metafile: true,
    logLevel: 'warning',
  })

const declare = () =>
  promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly'],
  ])

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
}

rmSync(join(root, 'dist'), { recursive: true, force: true })
try {
  await Promise.all([
    bundle().then(async ({ metafile }) => {
      await writeManifest(root)
      await bundleQuick(root, metafile, [unused])
    }),
    process.argv.includes('--no-types') || declare(),
  ])
} catch (error) {
  console.error(error.stdout || error.message)
  process.exitCode = 1
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { matchers } from '../../src/testing/matchers.js'
import { testServer } from '../../src/testing/test-server.js'
import { installed, root, run } from './installed.js'

const docs = readFileSync(join(root, 'docs/testing.md'), 'utf8')

/** The page's examples in a language, as files. */
function examples(language: string, nameOf: (index: number) => string): Record<string, string> {
  const blocks = [...docs.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))]
  return Object.fromEntries(blocks.map(([, text], index) => [nameOf(index), text!]))
}

const tests = examples('ts', (index) => `example-${index + 1}.test.ts`)
const scenarios = examples('yaml', () => 'rules/offline.yaml')
const scripts = examples('js', () => 'example.test.mjs')

test('every example runs as a test of who has installed the package, and passes', async () => {
  await using server = await testServer()
  const config = 'export default { test: { server: { deps: { external: [/dist/] } } } }'
  const folder = installed({ ...tests, ...scenarios, 'vitest.config.mjs': config })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { exit, output } = await run([process.execPath, vitest, 'run', '--reporter=verbose'], folder, {
    PYCHAT_SERVER: server.url.href,
    NO_COLOR: '1',
  })
  expect(exit, output).toBe(0)
  expect(output).toContain(`Tests  ${Object.keys(tests).length} passed (${Object.keys(tests).length})`)
}, 60_000)

test('every example is sound for TypeScript', async () => {
  const paths = {
    'pychat/testing': [join(root, 'src/testing/index.ts')],
    'pychat/testing/vitest': [join(root, 'src/testing/vitest.ts')],
  }
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  const config = { compilerOptions: { ...compilerOptions, paths }, include: ['*.ts'] }
  const folder = installed({ ...tests, 'tsconfig.json': JSON.stringify(config) })
  const { exit, output } = await run(
    [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'],
    folder,
  )
  expect(exit, output).toBe(0)
}, 60_000)

test('the example for the test runner of Node passes there', async () => {
  const folder = installed(scripts)
  const test = ['--test', '--test-reporter=tap', 'example.test.mjs']
  const { exit, output } = await run([process.execPath, ...test], folder)
  expect(exit, output).toBe(0)
  expect(output).toContain('# pass 1')
}, 60_000)

test('every matcher is described, and has an example', () => {
  for (const name of Object.keys(matchers)) {
    expect(docs).toContain(`| \`${name}(`)
    expect(Object.values(tests).join('')).toContain(`.${name}(`)
  }
})

import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type ExitCode, exitMeanings } from '../../src/cli/exit-codes.js'
import { runFlags } from '../../src/judging/flags.js'
import { wrongKnown } from '../../src/scenario/known.js'
import { loadScenarios } from '../../src/scenario/load.js'
import { parseProfile } from '../../src/scenario/profiles/load.js'
import { reportKinds } from '../../src/scenario/reports/kinds.js'
import { shippedScenarios } from '../../src/scenario/shipped.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { pychat, root, run, withPrograms } from './installed.js'

const guide = readFileSync(join(root, 'docs/ci.md'), 'utf8')
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!)

test('every flag and every kind of report in the guide is one of the command', () => {
  const flags = [...guide.matchAll(/(?<=[ `])--([a-z][a-z-]*)/g)].map(([, flag]) => flag)
  const known = [...Object.keys(runFlags), 'port', 'yes']
  expect(known).toEqual(expect.arrayContaining(flags))
  const kinds = [...guide.matchAll(/--report ([a-z]+)/g)].map(([, kind]) => kind)
  expect(reportKinds).toEqual(expect.arrayContaining(kinds))
})

test('every input of the action is in the guide, and the guide gives no other', () => {
  const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
  for (const name of Object.keys(inputs)) expect(guide).toMatch(new RegExp(`^\\| .*\`${name}\`.*\\|`, 'm'))
  const used = blocks('yaml')
    .flatMap((text) => Object.values<{ steps?: { uses?: string; with?: object }[] }>(parse(text).jobs ?? {}))
    .flatMap(({ steps = [] }) => steps.filter(({ uses }) => uses?.includes('pychat')))
  expect(used).toHaveLength(1)
  for (const name of Object.keys(used[0]!.with!)) expect(Object.keys(inputs)).toContain(name)
})

test('the profile of the guide is one, and its known failures are of shipped scenarios', async () => {
  const text = blocks('yaml').find((one) => one.startsWith('pychat: 1'))!
  const loaded = parseProfile('my-server.yaml', text)
  if (Array.isArray(loaded)) throw new Error(JSON.stringify(loaded))
  const { scenarios } = await loadScenarios([shippedScenarios()])
  expect(wrongKnown(loaded.profile.known, scenarios)).toEqual([])
  expect(loaded.profile.known).toHaveLength(2)
  for (const [id] of guide.matchAll(/(?<=`)line\.\w+(?=\[)/g))
    expect(scenarios.some((one) => one.id === id)).toBe(true)
})

test('the exit codes are those of the command line', () => {
  const codes = [...guide.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code) as ExitCode)
  expect(codes).toEqual([0, 1, 2, 3, 5, 6, 130])
  for (const code of codes) expect(exitMeanings).toHaveProperty(String(code))
})

test('the lines for a shell judge a server that takes its time to start', async () => {
  const folder = temporaryFolder()
  const PATH = withPrograms(folder, {
    'my-server': `sleep 0.3; exec ${pychat} serve --memory "$@"`,
    npx: `shift 2; exec ${pychat} "$@" --clause REPLY-1`,
  })
  const script = blocks('sh')[0]!.replaceAll('8000', String(await freePort()))
  const { exit, output } = await run(['bash', '-c', script], folder, { PATH })
  expect(exit, output).toBe(0)
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites')
}, 60_000)

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

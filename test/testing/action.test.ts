import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { testServer } from '../../src/testing/test-server.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { plainWords } from '../scenario/plain-words-server.js'
import { type Answer, scriptedServer } from '../scenario/scripted-server.js'
import { type Ended, pychat, root, run, withPrograms } from './installed.js'

interface Step {
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Record<string, string>
  readonly with?: Record<string, string>
}

interface Action {
  readonly inputs: Record<string, { description: string; default?: string }>
  readonly outputs: Record<string, { description: string; value: string }>
  readonly runs: { using: string; steps: Step[] }
}

const source = readFileSync(join(root, 'action.yml'), 'utf8')
const { inputs, outputs, runs } = parse(source) as Action
const script = runs.steps.find(({ id }) => id === 'run')!

interface Acted extends Ended {
  /** What the step put out. */
  readonly outputs: Record<string, string>
  readonly summary: string
  /** The arguments that npx got. */
  readonly argv: string[]
  readonly folder: string
}

/** Runs the step as a runner does, with these inputs over the defaults; `npx` starts the built command. */
async function act(given: Record<string, string>): Promise<Acted> {
  const folder = temporaryFolder()
  const linesOf = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1) : []
  const npx = `printf '%s\\n' "$@" > "$RUNNER_TEMP/argv"; shift 2; exec ${pychat} "$@"`
  writeFileSync(join(folder, 'step.sh'), script.run!)
  const variables = Object.entries(script.env!).map(([name, expression]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)![1]!
    return [name, given[input] ?? inputs[input]!.default ?? '']
  })
  const ended = await run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', 'step.sh'], folder, {
    ...{ PATH: withPrograms(folder, { npx }), CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: folder },
    ...{ GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') },
    ...Object.fromEntries(variables),
  })
  const outputs = linesOf('output').map((line) => line.split(/=(.*)/s).slice(0, 2))
  const summary = linesOf('summary').join('\n')
  return { ...ended, outputs: Object.fromEntries(outputs), summary, argv: linesOf('argv'), folder }
}

test('inputs reach the script as variables alone', () => {
  for (const { run = '' } of runs.steps) expect(run).not.toContain('${{')
  expect(runs.using).toBe('composite')
  expect(runs.steps.every(({ run, uses }) => (run === undefined) !== (uses === undefined))).toBe(true)
})

test('every input is described and used, and every output is one of the step', () => {
  for (const [name, { description }] of Object.entries(inputs)) {
    expect(description).not.toBe('')
    expect(source).toMatch(new RegExp(`inputs\\.${name}\\b`))
  }
  for (const used of source.matchAll(/inputs\.([a-z-]+)/g)) expect(Object.keys(inputs)).toContain(used[1])
  for (const [name, { value }] of Object.entries(outputs))
    expect(value).toBe(`\${{ steps.run.outputs.${name} }}`)
})

test('a server that holds passes, with its reports and its counts', async () => {
  await using server = await testServer()
  const ran = await act({ server: server.url.href, level: 'must', clause: 'AUTH-2 AUTH-3' })
  expect(ran.exit, ran.output).toBe(0)
  expect(ran.argv.slice(0, 3)).toEqual(['--yes', 'pychat@latest', 'conformance'])
  expect(ran.argv).toContain('--clause=AUTH-3')
  expect(ran.outputs.outcome).toBe('held')
  expect(JSON.parse(ran.outputs.counts!)).toMatchObject({ pass: expect.any(Number), fail: 0 })
  expect(readdirSync(join(ran.folder, 'pychat-report')).sort()).toEqual([
    'junit.xml',
    'report.html',
    'report.json',
  ])
  expect(ran.summary).toMatch(/: held$/m)
}, 60_000)

test('a broken rule fails the step, with annotations', async () => {
  const well = plainWords()
  const answer: Answer = (line, socket) => (line.startsWith('CONTACT-ADD') ? 'success' : well(line, socket))
  const server = await scriptedServer({ answer })
  const ran = await act({ server: server.url.href, level: 'must', grep: '^contact\\.' })
  await server.close()
  expect(ran.exit, ran.output).toBe(1)
  // No line of the report, which quotes the server, is a command to the runner.
  expect(ran.output).toMatch(/^::stop-commands::(\S+)\n[\s\S]*\n::\1::\n::error /m)
  expect(ran.outputs.outcome).toBe('broken')
  expect(JSON.parse(ran.outputs.counts!).fail).toBeGreaterThan(0)
  expect(ran.summary).not.toBe('')
}, 60_000)

test('a server that the action starts is told its port, and ended', async () => {
  const start = `echo "$$ \${PORT}" > served; exec ${pychat} serve --port "$PORT" --memory`
  const ran = await act({ start, level: 'must', grep: '^auth\\.login' })
  expect(ran.exit, ran.output).toBe(0)
  expect(ran.outputs.outcome).toBe('held')
  const [pid] = readFileSync(join(ran.folder, 'served'), 'utf8').split(' ').map(Number)
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
}, 60_000)

test('a server that is not there is told, and is no broken rule', async () => {
  const server = await testServer()
  await server.close()
  const ran = await act({ server: server.url.href })
  expect(ran.exit, ran.output).toBe(3)
  expect(ran.outputs).toMatchObject({ outcome: 'unreachable' })
}, 60_000)

test('a server has to be named, since the reference server would hold for it', async () => {
  const ran = await act({})
  expect(ran.exit).toBe(2)
  expect(ran.output).toMatch(/^::error title=pychat::Say which server/)
  expect(ran.outputs.outcome).toBe('usage')
  expect(ran.argv).toEqual([])
}, 60_000)

test('whatever an input holds is one argument, and is never run', async () => {
  const hostile = `"; touch pwned; $(touch pwned) \`touch pwned\` ' --list`
  const ran = await act({ server: 'tcp://127.0.0.1:1', grep: hostile, version: hostile, level: '* must' })
  expect(ran.argv).toContain(`pychat@${hostile}`)
  expect(ran.argv).toContain(`--grep=${hostile}`)
  expect(ran.argv).toContain('--level=*')
  expect(existsSync(join(ran.folder, 'pwned'))).toBe(false)
  expect(ran.outputs.outcome).toBe('usage')
}, 60_000)

import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat } from './run-pychat.js'
import { noTerminal, Terminal } from './terminal.js'

const why = noTerminal ? ` (skipped: ${noTerminal})` : ''

test('doctor goes with a person from nothing to a login', async () => {
  const HOME = temporaryFolder()
  const examine = async (PYCHAT_SERVER: string) => {
    const { stdout, stderr, exit } = await runPychat(['doctor', '--json'], { env: { HOME, PYCHAT_SERVER } })
    expect(stderr).toBe('')
    const { checks } = JSON.parse(stdout)
    return { exit, failed: checks.find(({ status }: { status: string }) => status === 'fail') }
  }
  expect(await examine('127.0.0.1:1')).toMatchObject({ exit: 3, failed: { check: 'server' } })
  const server = await startServer({ port: 0, passwordCost: 16 })
  onTestFinished(() => server.close())
  const address = `127.0.0.1:${server.port}`
  const { exit, failed } = await examine(address)
  expect({ exit, failed }).toMatchObject({ exit: 4, failed: { check: 'credential' } })
  expect(failed.next).toBe(`pychat auth login NAME --server tcp://${address}`)
  const world = { env: { HOME, PYCHAT_SERVER: address }, stdin: 's3cret\n' }
  await runPychat(['auth', 'register', 'ann', '--password-stdin'], world)
  await runPychat(['auth', 'login', 'ann', '--password-stdin'], world)
  expect(await examine(address)).toEqual({ exit: 0, failed: undefined })
})

test.skipIf(noTerminal)(`it can be read on a terminal of 20 columns${why}`, async () => {
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: '127.0.0.1:1', PYCHAT_KEYCHAIN: 'off' }
  const terminal = new Terminal(['doctor'], { env, columns: 20, rows: 80 })
  const screen = await terminal.when((rows) => rows.includes('exit 3'))
  expect(screen).toContain('fail server: cannot')
  expect(screen.findLast((row) => row.startsWith('  try: '))).toBeDefined()
})

import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { missingForSecretService, startSecretService } from '../helpers/secret-service.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat } from './run-pychat.js'

const missing = missingForSecretService()
const why = missing ? ` (skipped: ${missing})` : ''

/** All that stands in the files under a folder. */
const contents = (folder: string): string =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join()

// The 3 s are fixed: a machine that is busy with other tests may need more.
test.skipIf(missing)(
  `a whole session in the keychain leaves no secret in any file${why}`,
  { retry: 2 },
  async () => {
    const server = await startServer({ port: 0, loginThrottle: false })
    onTestFinished(() => server.close())
    const service = await startSecretService()
    onTestFinished(() => service.close())
    const HOME = temporaryFolder()
    // What V8 compiled is in the cache beside it.
    const kept = join(HOME, '.local')
    const env = { HOME, PYCHAT_SERVER: `127.0.0.1:${server.port}`, PYCHAT_KEYCHAIN: '', ...service.env }
    const login = { env, stdin: 's3cret\n' }
    await runPychat(['auth', 'register', 'ann', '--password-stdin'], login)
    expect(await runPychat(['auth', 'login', 'ann', '--password-stdin'], login)).toMatchObject({
      exit: 0,
      stderr: '',
    })
    expect(await runPychat(['contact', 'get', '--json'], { env })).toMatchObject({ stdout: '[]\n', exit: 0 })
    const status = await runPychat(['auth', 'status', '--json'], { env })
    expect(JSON.parse(status.stdout).credential).toMatchObject({
      kind: 'token',
      place: 'the system keychain',
    })
    expect(contents(kept)).toContain('"secret":""')
    expect((await runPychat(['auth', 'move', '--to', 'file'], { env })).exit).toBe(0)
    expect(contents(kept)).not.toContain('"secret":""')
    expect((await runPychat(['auth', 'move', '--to', 'keychain'], { env })).exit).toBe(0)
    expect((await runPychat(['auth', 'logout'], { env })).exit).toBe(0)
    expect(contents(kept)).toBe('')
    expect(contents(HOME)).not.toContain('s3cret')
  },
)

test('a keychain that never answers costs a login or a logout 3 s, and what comes after it nothing', async () => {
  const server = await startServer({ port: 0, loginThrottle: false })
  onTestFinished(() => server.close())
  const HOME = temporaryFolder()
  const bus = join(HOME, 'bus')
  let asked = 0
  const silent = createServer(() => asked++).listen(bus)
  onTestFinished(() => void silent.close())
  await once(silent, 'listening')
  const env = {
    ...{ HOME, PYCHAT_SERVER: `127.0.0.1:${server.port}`, PYCHAT_KEYCHAIN: '' },
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
  }
  const login = { env, stdin: 's3cret\n' }
  await runPychat(['auth', 'register', 'ann', '--password-stdin'], login)
  const began = Date.now()
  expect(await runPychat(['auth', 'login', 'ann', '--password-stdin'], login)).toMatchObject({
    exit: 0,
    stderr: expect.stringMatching(/^warning: the token is kept in files under .*\n$/),
  })
  expect(Date.now() - began).toBeLessThan(12_000)
  const askedByLogin = asked
  expect((await runPychat(['contact', 'get'], { env })).exit).toBe(0)
  expect(asked).toBe(askedByLogin)
  // As if the keychain, too, had been given the credential once.
  const state = join(HOME, '.local', 'state', 'pychat')
  cpSync(join(state, 'credentials'), join(state, 'keychain'), { recursive: true })
  expect(await runPychat(['auth', 'logout'], { env })).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/^pychat: .*did not answer in time\n.*\n$/),
  })
  expect(asked).toBe(2 * askedByLogin)
})

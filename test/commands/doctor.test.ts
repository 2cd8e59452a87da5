import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import Doctor from '../../src/commands/doctor.js'
import { startServer } from '../../src/server/index.js'
import { runCommand } from '../cli/run-command.js'
import { answer, serve } from '../client/scripted-server.js'
import { certificate } from '../helpers/certificates.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { stateWith, token } from './logged-in.js'

interface Check {
  readonly status: string
  readonly found: string
  readonly next: string | null
}

async function examine(env: NodeJS.ProcessEnv, ...argv: string[]) {
  const ran = await runCommand(Doctor, ['--json', ...argv], { env })
  const { exit, checks } = JSON.parse(ran.stdout)
  expect(exit).toBe(ran.exit)
  expect(ran.stderr).toBe('')
  const of = Object.fromEntries(checks.map(({ check, ...rest }: Check & { check: string }) => [check, rest]))
  return { ...ran, of: of as Record<string, Check> }
}

const loggedInAt = async (origin: string) => ({
  PYCHAT_SERVER: origin,
  XDG_STATE_HOME: await stateWith({ origin, user: 'ann', kind: 'token', secret: token }),
})

test('where all is right it says so, exit 0, and shows no secret', async () => {
  const server = await startServer({ port: 0, passwordCost: 16 })
  onTestFinished(() => server.close())
  const origin = `tcp://127.0.0.1:${server.port}`
  await using client = await connect(origin)
  await client.authRegister({ name: 'ann', password: 's3cret', confirm: 's3cret' })
  const env = { PYCHAT_SERVER: origin, PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 's3cret' }
  const { exit, of, stdout } = await examine(env)
  expect(exit).toBe(0)
  expect(of).toMatchObject({
    node: { status: 'ok' },
    config: { status: 'ok', found: expect.stringContaining(`server ${origin} (environment)`) },
    server: { status: 'ok', found: expect.stringContaining(origin) },
    protocol: { status: 'ok', found: expect.stringContaining('all extensions') },
    'round trip': { status: 'ok' },
    credential: { status: 'ok', found: 'the password from the environment logs in as ann' },
    clock: { status: 'ok' },
    keychain: { status: 'warn' },
    terminal: { status: 'ok' },
    completion: { status: 'skip' },
  })
  expect(stdout).not.toContain('s3cret')
  expect(stdout.trim().split('\n')).toHaveLength(1)
})

test('inside TLS it trusts whom a command would trust', async () => {
  const pems = await certificate()
  const server = await startServer({ port: 0, passwordCost: 16, tls: { port: 0, ...pems } })
  onTestFinished(() => server.close())
  const env = { PYCHAT_SERVER: `tls://127.0.0.1:${server.tlsPort}` }
  expect((await examine(env)).of.server).toMatchObject({
    status: 'fail',
    next: expect.stringContaining('fingerprint'),
  })
  const ca = join(temporaryFolder(), 'ca.pem')
  writeFileSync(ca, pems.cert)
  expect((await examine(env, '--ca', ca)).of.server).toMatchObject({ status: 'ok' })
})

test('without a server it is exit 3, and what there is to log in with is told', async () => {
  const { exit, of } = await examine(await loggedInAt('tcp://127.0.0.1:1'))
  expect(exit).toBe(3)
  expect(of).toMatchObject({
    server: { status: 'fail', found: expect.stringContaining('127.0.0.1:1') },
    protocol: { status: 'skip' },
    credential: { status: 'skip', found: expect.stringContaining('a token of ann is in files under') },
    clock: { status: 'skip' },
  })
})

test('who is not logged in, or whose token is refused, gets exit 4 and the command to type', async () => {
  const origin = await answer((line) =>
    line.startsWith('AUTH') ? `failed bad-token: ${line} is no good` : 'failed unknown-keyword: no',
  )
  const nobody = await examine({ PYCHAT_SERVER: origin })
  expect(nobody).toMatchObject({
    exit: 4,
    of: { credential: { next: `pychat auth login NAME --server ${origin}` } },
  })
  const refused = await examine(await loggedInAt(origin))
  expect(refused).toMatchObject({
    exit: 4,
    of: { credential: { status: 'fail' }, clock: { status: 'skip' } },
  })
  expect(refused.stdout).not.toContain(token)
})

test('a server without extensions is warned of, with what that means', async () => {
  const limits = '{"argument":100,"line":65536,"file":1,"batch":500}'
  const info = `{"server":"x","protocol":1,"limits":${limits},"extensions":["AUTH-TOKEN"]}`
  const some = await answer((line) =>
    line === 'SERVER-INFO' ? `success ${info}` : 'success {"user":"ann","unread":0}',
  )
  expect((await examine(await loggedInAt(some))).of.protocol).toMatchObject({
    status: 'warn',
    found: expect.stringMatching(/lacks .*NOTIF-LISTEN \(.+\)/),
  })
  const none = await answer((line) => (line === 'SERVER-INFO' ? 'failed what?' : 'success ok'))
  expect(await examine(await loggedInAt(none))).toMatchObject({
    exit: 0,
    of: { protocol: { status: 'warn', found: expect.stringContaining('no SERVER-INFO') } },
  })
})

test('what speaks another protocol is exit 6, what says nothing 5 within the time given', async () => {
  const other = await serve((peer) => peer.write('220 smtp.example', '500 what'), {
    greeting: 'HTTP/1.1 400',
  })
  expect(await examine(await loggedInAt(other))).toMatchObject({
    exit: 6,
    of: { protocol: { status: 'fail' } },
  })
  const silent = await serve(() => new Promise(() => {}), { greeting: null })
  const began = performance.now()
  expect(await examine(await loggedInAt(silent), '--timeout', '300ms')).toMatchObject({
    exit: 5,
    of: { protocol: { status: 'fail', found: expect.stringContaining('300 ms') } },
  })
  expect(performance.now() - began).toBeLessThan(5000)
})

test('a broken config is exit 2, and the rest is looked at all the same', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.pychat.yaml'), 'sever: x\n')
  const ran = await runCommand(Doctor, [], { cwd: folder })
  expect(ran.exit).toBe(2)
  expect(ran.stdout).toMatch(/^fail\tconfig\t.*did you mean server\?\t$/m)
  expect(ran.stdout).toMatch(/^skip\tserver\t/m)
})

test('a damaged credential is exit 2', async () => {
  const env = await loggedInAt(await answer(() => 'success ok'))
  const store = join(env.XDG_STATE_HOME, 'pychat/credentials')
  writeFileSync(join(store, readdirSync(store)[0]!), '{')
  expect(await examine(env)).toMatchObject({
    exit: 2,
    of: { credential: { next: expect.stringMatching(/^rm /) } },
  })
})

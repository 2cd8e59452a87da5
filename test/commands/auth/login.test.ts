import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import Login from '../../../src/commands/auth/login.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { MemoryKeychain } from '../../credentials/memory-keychain.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { storeOf } from '../logged-in.js'

const token = '3kq8z1v7n5b2x9c4m6l0j8h3g5'
const expires = '2027-02-20T00:00:00.000Z'

/** A server with ann and her password s3cret; `tokens` answers AUTH-TOKEN. */
async function serverWithAnn(tokens: string) {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    if (line === 'AUTH-TOKEN')
      return sent.includes('AUTH-LOGIN ann s3cret') ? tokens : 'failed not-authorized: log in'
    if (line === 'AUTH-LOGIN ann s3cret') return 'success {"user":"ann","unread":3}'
    return 'failed wrong-password: the password is wrong'
  })
  const state = temporaryFolder()
  return { origin, sent, state, env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state } }
}

const issuing = `success ${JSON.stringify({ token, expires })}`

test('the token is kept instead of the password', async () => {
  const { origin, state, env } = await serverWithAnn(issuing)
  const ran = await runCommand(Login, ['ann', '--password-stdin'], { env, stdin: 's3cret\n' })
  expect(ran).toMatchObject({
    stdout: `Logged in at ${origin} as ann; 3 unread, see them with: pychat notif get.\n`,
    stderr: expect.stringContaining('readable by you alone'),
    exit: 0,
  })
  expect(await storeOf(state).get({ origin, user: 'ann' })).toMatchObject({
    kind: 'token',
    secret: token,
    expires,
  })
})

test.each(['failed perintah tidak dikenal', 'failed unknown-keyword: what?', 'success OK'])(
  'a server that answers %j to AUTH-TOKEN makes the password be kept, with a warning',
  async (tokens) => {
    const { origin, state, env } = await serverWithAnn(tokens)
    const ran = await runCommand(Login, ['ann', '--password-stdin'], { env, stdin: 's3cret' })
    expect(ran).toMatchObject({ exit: 0, stderr: expect.stringContaining('your password itself is kept') })
    expect(await storeOf(state).get({ origin, user: 'ann' })).toMatchObject({
      kind: 'password',
      secret: 's3cret',
    })
  },
)

test('where tokens exist but none comes, the password is not kept', async () => {
  const { origin, state, env } = await serverWithAnn('failed busy: try again')
  const ran = await runCommand(Login, ['ann', '--password-stdin'], { env, stdin: 's3cret' })
  expect(ran.exit).toBe(1)
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('a wrong password keeps nothing, exits 4 and repeats no secret', async () => {
  const { origin, state, env } = await serverWithAnn(issuing)
  const argv = ['ann', '--password-stdin', '--json', '--trace']
  const ran = await runCommand(Login, argv, { env, stdin: 'wr0ng\n' })
  expect(ran).toMatchObject({ stdout: '', exit: 4, stderr: expect.not.stringContaining('wr0ng') })
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('the trace shows the login, but neither the password nor the token', async () => {
  const { env } = await serverWithAnn(issuing)
  const { stderr } = await runCommand(Login, ['ann', '--password-stdin', '--trace'], { env, stdin: 's3cret' })
  expect(stderr).toContain('> AUTH-LOGIN ann ***')
  expect(stderr).not.toMatch(new RegExp(`s3cret|${token}`))
})

test('under --json the result is one value without the secret', async () => {
  const { origin, env } = await serverWithAnn(issuing)
  const ran = await runCommand(Login, ['ann', '--password-stdin', '--json'], { env, stdin: 's3cret' })
  expect(JSON.parse(ran.stdout)).toEqual({
    user: 'ann',
    server: origin,
    unread: 3,
    credential: { kind: 'token', place: expect.any(String), expires },
  })
})

test('a person is asked for what is missing', async () => {
  const { env } = await serverWithAnn(issuing)
  const ran = await runCommand(Login, [], { env, answers: ['ann', 's3cret'] })
  expect(ran).toMatchObject({ exit: 0, asked: ['User name', 'Password of ann'] })
})

test.each([
  { where: 'without a terminal', argv: [], world: {} },
  { where: 'with --no-input', argv: ['--no-input'], world: { answers: ['s3cret'] } },
  { where: 'with CI set', argv: [], world: { answers: ['s3cret'], env: { CI: 'true' } } },
])('$where nothing is asked: exit 7 names the question and what answers it', async ({ argv, world }) => {
  const { env, sent } = await serverWithAnn(issuing)
  const merged = { ...world, env: { ...env, ...world.env } }
  expect(await runCommand(Login, ['ann', ...argv], merged)).toMatchObject({
    exit: 7,
    asked: [],
    stderr: expect.stringMatching(/Password of ann(.|\n)*--password-stdin/),
  })
  expect(sent).toEqual([])
})

test('the password may come from a file or the environment', async () => {
  const { env } = await serverWithAnn(issuing)
  const path = join(temporaryFolder(), 'password')
  writeFileSync(path, 's3cret\r\nnot this line\n')
  expect((await runCommand(Login, ['ann', '--password-file', path], { env })).exit).toBe(0)
  expect((await runCommand(Login, ['ann'], { env: { ...env, PYCHAT_PASSWORD: 's3cret' } })).exit).toBe(0)
})

test.each(['', '\xff\xfe'])('a file of %j holds no password: exit 2', async (content) => {
  const { env, sent } = await serverWithAnn(issuing)
  const path = join(temporaryFolder(), 'password')
  writeFileSync(path, content, 'latin1')
  expect((await runCommand(Login, ['ann', '--password-file', path], { env })).exit).toBe(2)
  expect(sent).toEqual([])
})

test('a file that is not there is told as such: exit 2', async () => {
  const { env } = await serverWithAnn(issuing)
  const path = join(temporaryFolder(), 'nowhere')
  const ran = await runCommand(Login, ['ann', '--password-file', path], { env })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('there is no such file') })
})

test("the environment's password is not sent for another user than the environment's", async () => {
  const { env, sent } = await serverWithAnn(issuing)
  const world = { env: { ...env, PYCHAT_USER: 'bob', PYCHAT_PASSWORD: 's3cret' } }
  expect((await runCommand(Login, ['ann'], world)).exit).toBe(7)
  expect(sent).toEqual([])
})

test('a dry run shows the login masked, sends nothing and keeps nothing', async () => {
  const { origin, sent, state, env } = await serverWithAnn(issuing)
  const ran = await runCommand(Login, ['ann', '--password-stdin', '--dry-run'], { env, stdin: 's3cret' })
  expect(ran).toMatchObject({ stdout: 'AUTH-LOGIN ann ***\nAUTH-TOKEN\n', exit: 0 })
  expect(sent).toEqual([])
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('a store that cannot be written makes it fail', async () => {
  const { state, env } = await serverWithAnn(issuing)
  writeFileSync(join(state, 'pychat'), 'no folder')
  chmodSync(join(state, 'pychat'), 0o600)
  const ran = await runCommand(Login, ['ann', '--password-stdin'], { env, stdin: 's3cret' })
  expect(ran).toMatchObject({ exit: 2, stdout: '' })
})

test('where there is a keychain it keeps the token, without a warning and without a file', async () => {
  const { origin, state, env } = await serverWithAnn(issuing)
  const keychain = new MemoryKeychain()
  const argv = ['ann', '--password-stdin', '--json']
  const ran = await runCommand(Login, argv, { env, stdin: 's3cret\n', keychain: keychain.ask })
  expect(ran).toMatchObject({ exit: 0, stderr: '' })
  expect(JSON.parse(ran.stdout).credential).toEqual({ kind: 'token', place: 'the system keychain', expires })
  expect([...keychain.entries.values()].join()).toContain(token)
  expect(await storeOf(state).get({ origin, user: 'ann' })).toBeUndefined()
})

test('a keychain that is locked or switched off is named in the one warning', async () => {
  const { env } = await serverWithAnn(issuing)
  const keychain = new MemoryKeychain()
  const world = { env, stdin: 's3cret\n', keychain: keychain.ask }
  const off = await runCommand(Login, ['ann', '--password-stdin'], {
    ...world,
    env: { ...env, PYCHAT_KEYCHAIN: 'off' },
  })
  expect(off.stderr).toMatch(/^warning: the token is kept in files.*switched off by PYCHAT_KEYCHAIN\n$/)
  keychain.isLocked = true
  const locked = await runCommand(Login, ['ann', '--password-stdin'], world)
  expect(locked).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^warning: .*locked.*\n$/) })
})

test.each([
  [
    'server',
    { PYCHAT_SERVER: 'there.example' },
    'it is for tcp://there.example:8000, which PYCHAT_SERVER names',
  ],
  ['user', { PYCHAT_USER: 'bob' }, 'it is that of bob, whom PYCHAT_USER names'],
])(
  'a password of the environment that is for another %s is not used, and why is said',
  async (_, named, why) => {
    const { origin, sent, env } = await serverWithAnn(issuing)
    const ran = await runCommand(Login, ['ann', '--server', origin], {
      env: { ...env, ...named, PYCHAT_PASSWORD: 's3cret' },
    })
    expect(ran).toMatchObject({ exit: 7, stdout: '' })
    expect(ran.stderr).toContain(`PYCHAT_PASSWORD is not used: ${why}\n`)
    expect(sent).toEqual([])
  },
)

test('a password of the environment is not used at a server that a project’s file names, and why is said', async () => {
  const { origin, sent, state } = await serverWithAnn(issuing)
  const cwd = temporaryFolder()
  const file = join(cwd, '.pychat.yaml')
  writeFileSync(file, `server: ${origin}\n`)
  const env = { XDG_STATE_HOME: state, PYCHAT_PASSWORD: 's3cret' }
  const ran = await runCommand(Login, ['ann'], { env, cwd })
  expect(ran).toMatchObject({ exit: 7, stdout: '' })
  expect(ran.stderr).toContain(
    `PYCHAT_PASSWORD is not used: it does not go to a server that ${file} names, unless PYCHAT_SERVER names it too\n`,
  )
  expect(sent).toEqual([])
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { serve } from '../client/scripted-server.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { type Ran, runPychat, shell } from './run-pychat.js'

/** A server of its own with accounts (each with the password s3cret), and a home in which nobody is logged in. */
async function freshWorld(...users: string[]) {
  const server = await startServer({ port: 0, loginThrottle: false })
  onTestFinished(() => server.close())
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: `127.0.0.1:${server.port}` }
  for (const user of users) {
    await runPychat(['auth', 'register', user, '--password-stdin'], { env, stdin: 's3cret\n' })
  }
  const as = (user: string) => ({ ...env, PYCHAT_USER: user, PYCHAT_PASSWORD: 's3cret' })
  return { env, as }
}

const errorOf = ({ stderr }: Ran) => JSON.parse(stderr).error

test('an account is made, logs in, is used and logs out', async () => {
  const { env } = await freshWorld('ann', 'bob')
  expect(
    (await runPychat(['auth', 'login', 'ann', '--password-stdin'], { env, stdin: 's3cret\n' })).exit,
  ).toBe(0)
  expect(await runPychat(['contact', 'add', 'bob'], { env })).toMatchObject({ exit: 0, stderr: '' })
  expect(await runPychat(['contact', 'list', '--json'], { env })).toEqual({
    stdout: '[{"name":"bob","online":false}]\n',
    stderr: '',
    exit: 0,
  })
  expect((await runPychat(['contact', 'del', 'bob'], { env })).exit).toBe(0)
  expect((await runPychat(['auth', 'logout'], { env })).exit).toBe(0)
  expect((await runPychat(['auth', 'status'], { env })).exit).toBe(4)
})

test('a changed password ends other logins and keeps this one', async () => {
  const { env } = await freshWorld('ann')
  const elsewhere = { ...env, HOME: temporaryFolder() }
  for (const env of [elsewhere, { ...elsewhere, HOME: temporaryFolder() }]) {
    await runPychat(['auth', 'login', 'ann', '--password-stdin'], { env, stdin: 's3cret\n' })
  }
  await runPychat(['auth', 'login', 'ann', '--password-stdin'], { env, stdin: 's3cret\n' })
  const changed = await runPychat(['auth', 'password', '--password-stdin'], { env, stdin: 's3cret\nn3w\n' })
  expect(changed.exit).toBe(0)
  expect((await runPychat(['auth', 'status'], { env })).exit).toBe(0)
  const refused = await runPychat(['auth', 'status', '--json'], { env: elsewhere })
  expect(refused.exit).toBe(4)
  expect(errorOf(refused)).toMatchObject({ code: 'bad-token' })
})

test('each kind of failure has its exit code, with and without --json', async () => {
  const { env, as } = await freshWorld('ann')
  const cases = [
    { argv: ['contact', 'add', 'nobody'], env: as('ann'), exit: 1, code: 'unknown-user' },
    { argv: ['contact', 'add'], env: as('ann'), exit: 2, code: 'usage' },
    { argv: ['contact', 'add', 'x', '--nope'], env: as('ann'), exit: 2, code: 'usage' },
    { argv: ['contract', 'add'], env, exit: 2, code: 'usage' },
    { argv: ['--nope'], env, exit: 2, code: 'usage' },
    { argv: [''], env, exit: 2, code: 'usage' },
    { argv: ['help', 'nope'], env, exit: 2, code: 'usage' },
    { argv: ['contact', 'get', '--server', '127.0.0.1:1'], env, exit: 3, code: 'unreachable' },
    { argv: ['contact', 'get'], env, exit: 4, code: 'no-credential' },
    {
      argv: ['contact', 'get'],
      env: { ...as('ann'), PYCHAT_PASSWORD: 'wr0ng' },
      exit: 4,
      code: 'wrong-password',
    },
    { argv: ['auth', 'login', 'ann'], env, exit: 7, code: 'input-needed' },
  ]
  for (const { argv, env, exit, code } of cases) {
    const person = await runPychat(argv, { env })
    expect({ argv, stdout: person.stdout, exit: person.exit }).toEqual({ argv, stdout: '', exit })
    expect(person.stderr).toMatch(/^pychat: /)
    const program = await runPychat([...argv, '--json'], { env })
    expect({ argv, stdout: program.stdout, exit: program.exit }).toEqual({ argv, stdout: '', exit })
    expect(errorOf(program)).toMatchObject({ code, exit })
  }
})

test('no argument falls back to stdin, so that a loop keeps its input', async () => {
  const { as } = await freshWorld('ann', 'bob', 'eve')
  const loop = `printf 'bob\\neve\\n' | while read -r name; do pychat contact add "$name"; pychat contact add; done`
  const ran = await shell(loop, { env: as('ann') })
  expect(ran.stdout).toBe('Added bob to your contacts.\nAdded eve to your contacts.\n')
})

test('no secret is a flag, and none is shown by the trace, a dry run or DEBUG', async () => {
  const { env } = await freshWorld('ann')
  expect((await runPychat(['auth', 'login', 'ann', '--password', 's3cret'], { env })).exit).toBe(2)
  const login = ['auth', 'login', 'ann', '--password-stdin']
  for (const more of [['--dry-run'], ['--trace'], ['--trace', '--json']]) {
    const ran = await runPychat([...login, ...more], { env: { ...env, DEBUG: '*' }, stdin: 's3cret\n' })
    expect(ran.exit).toBe(0)
    expect(ran.stdout + ran.stderr).not.toContain('s3cret')
  }
})

test.each([
  { where: 'a stdout that was closed', redirection: '>&-' },
  { where: 'a full disk', redirection: '> /dev/full' },
])('$where leaves the messages unread', async ({ redirection }) => {
  const { as } = await freshWorld('ann', 'bob')
  await runPychat(['raw', 'CHAT-PRIVATE-SEND', 'bob', 'hi'], { env: as('ann') })
  const lost = await shell(`pychat raw CHAT-PRIVATE-GET ann ${redirection}`, { env: as('bob') })
  expect(lost).toMatchObject({ exit: 2, stderr: expect.stringContaining('standard output') })
  const found = await runPychat(['raw', 'CHAT-PRIVATE-GET', 'ann'], { env: as('bob') })
  expect(found.stdout).toContain('"text":"hi"')
  const settled = await runPychat(['raw', 'CHAT-PRIVATE-GET', 'ann'], { env: as('bob') })
  expect(settled.stdout).toBe('[]\n')
})

test("wrong usage that names nothing better to do leads to the command's help", async () => {
  const { env } = await freshWorld()
  expect(await runPychat(['chat', 'send', 'bob'], { env })).toMatchObject({
    exit: 2,
    stderr: 'pychat: TEXT missing\n  try: pychat chat send --help\n',
  })
})

test('a full disk is told by every command, help included', async () => {
  const { env } = await freshWorld()
  for (const command of ['--version', '--help', 'help exit-codes', 'chat send --help', 'info']) {
    expect(await shell(`pychat ${command} > /dev/full`, { env })).toMatchObject({
      exit: 2,
      stderr: 'pychat: standard output: the disk is full\n',
    })
  }
})

test('a reader that leaves early causes no noise', async () => {
  const { env } = await freshWorld()
  for (const command of ['pychat --help', 'pychat help exit-codes', 'pychat --version', 'pychat info']) {
    expect((await shell(`${command} | true`, { env })).stderr).toBe('')
  }
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s while waiting for the server exits 130', async (signal) => {
  const origin = await serve((peer) => peer.line())
  const ran = await runPychat(['raw', 'X', '--trace'], {
    env: { HOME: temporaryFolder(), PYCHAT_SERVER: origin },
    watch: (stderr, kill) => {
      if (stderr.includes('> X') && !stderr.includes('interrupted')) kill(signal)
    },
  })
  expect(ran).toMatchObject({ exit: 130, stdout: '', stderr: expect.not.stringContaining('    at ') })
})

test.each([{ command: 'chat send bob - --json' }, { command: 'auth login ann --password-stdin --json' }])(
  'SIGTERM while stdin is read exits 130: $command',
  async ({ command }) => {
    const interrupted = `timeout --preserve-status 2 '${process.execPath}' bin/run.js ${command} < <(sleep 5)`
    const ran = await shell(interrupted, { env: { HOME: temporaryFolder() } })
    expect(ran).toMatchObject({ exit: 130, stdout: '' })
    expect(errorOf(ran)).toMatchObject({ code: 'aborted', definite: true })
  },
)

test('a server that says nothing is a time-out: exit 5', async () => {
  const origin = await serve(() => {}, { greeting: null })
  const ran = await runPychat(['raw', 'X', '--json'], {
    env: { HOME: temporaryFolder(), PYCHAT_SERVER: origin, PYCHAT_TIMEOUT: '100ms' },
  })
  expect(ran.exit).toBe(5)
  expect(errorOf(ran)).toMatchObject({ code: 'timeout', definite: false })
})

test('a server of another protocol is told as such: exit 6', async () => {
  const origin = await serve(async (peer) => {
    await peer.line()
    peer.write('HTTP/1.1 400 Bad Request', '')
    peer.socket.end()
  })
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: origin }
  expect((await runPychat(['raw', 'X'], { env })).exit).toBe(6)
})

test('the version and the help need no home, no shell and obey no plugin', async () => {
  const home = temporaryFolder()
  const plugins = join(home, '.local/share/pychat')
  mkdirSync(plugins, { recursive: true })
  const plugin = { type: 'user', name: 'evil', root: '/evil' }
  writeFileSync(join(plugins, 'package.json'), JSON.stringify({ oclif: { plugins: [plugin] } }))
  for (const env of [
    {},
    { HOME: home },
    { HOME: home, NODE_ENV: 'test' },
    { HOME: home, NODE_ENV: 'development' },
  ]) {
    expect(await runPychat(['--version'], { env })).toMatchObject({
      stdout: 'pychat 0.1.0\n',
      stderr: '',
      exit: 0,
    })
    expect(await runPychat(['help', 'exit-codes'], { env })).toMatchObject({
      stdout: expect.stringMatching(/130 +interrupted/),
      stderr: '',
      exit: 0,
    })
    expect(await runPychat(['group', 'invite', '--help'], { env })).toMatchObject({
      stdout: expect.stringContaining('pychat group invite k3x9m2p7q4r8 sari budi'),
      stderr: '',
      exit: 0,
    })
  }
})

test('help tells the first steps, what a command needs, and its summary once', async () => {
  const env = { HOME: temporaryFolder() }
  expect((await runPychat(['--help'], { env })).stdout).toContain(
    'FIRST STEPS\n  pychat serve                  a server of your own',
  )
  const { stdout } = await runPychat(['chat', 'send', '--help'], { env })
  expect(stdout.split('Send a message to a user or a group')).toHaveLength(2)
  expect(stdout).toContain('  $ date | pychat chat send budi -\n')
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect((await runPychat(['conformance', '--help'], { env })).stdout).toContain(
    'USAGE\n  $ pychat conformance\n',
  )
  expect(await runPychat(['help', 'constructor'], { env })).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('there is no command constructor'),
  })
})

test.runIf(process.platform === 'linux')(
  'where nothing can be kept, below /proc, each command ends all the same',
  async () => {
    const { as } = await freshWorld('ann')
    const env = { ...as('ann'), HOME: '/proc/x' }
    expect((await runPychat(['contact', 'get'], { env })).exit).toBe(0)
    for (const argv of [
      ['auth', 'login', 'ann'],
      ['profile', 'add', 'here', '--server', 'tcp://localhost:1'],
      ['serve', '--port', '0', '--data', '/proc/x/data'],
      ['file', 'get', 'ann', 'k3x9m2p7q4r8', '-o', '/proc/x/y'],
      ['conformance', '--report', 'junit=/proc/x/y.xml'],
    ]) {
      const { exit, stdout, stderr } = await runPychat(argv, { env })
      expect({ exit, stdout }, stderr).toEqual({ exit: 2, stdout: '' })
      expect(stderr).toContain('/proc/x')
    }
  },
)

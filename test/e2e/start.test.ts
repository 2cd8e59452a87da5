import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat } from './run-pychat.js'
import { noTerminal, Terminal } from './terminal.js'

/** A server, and a home in which ann is logged in and has written once. */
async function freshWorld() {
  const server = await startServer({ port: 0, loginThrottle: false })
  onTestFinished(() => server.close())
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: `127.0.0.1:${server.port}` }
  const stdin = 's3cret\n'
  for (const user of ['ann', 'bob']) {
    await runPychat(['auth', 'register', user, '--password-stdin'], { env, stdin })
  }
  await runPychat(['auth', 'login', 'ann', '--password-stdin'], { env, stdin })
  await runPychat(['chat', 'send', 'bob', 'hi'], { env })
  return { env }
}

/** All that ran while a command did: Node's modules, our files, and the modules in the bundle. */
async function loaded(argv: string[], env: NodeJS.ProcessEnv) {
  const folder = temporaryFolder()
  expect(await runPychat(argv, { env: { ...env, NODE_V8_COVERAGE: folder } })).toMatchObject({ exit: 0 })
  const [file = ''] = readdirSync(folder)
  const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage
  const bundled = result
    .filter(({ url }) => /\/commands-\w+\.cjs$/.test(url))
    .flatMap(({ functions }) => functions)
    .filter(({ functionName, ranges }) => functionName.includes('/') && ranges[0]!.count > 0)
  return {
    node: result.map(({ url }) => url).filter((url) => /^node:(?!internal\/)/.test(url)),
    files: result.flatMap(({ url }) => /^file:.*?\/((?:bin|dist|node_modules)\/.*)$/.exec(url)?.[1] ?? []),
    sources: bundled.map(({ functionName }) => functionName),
  }
}

interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly {
      readonly functionName: string
      readonly ranges: readonly { readonly count: number }[]
    }[]
  }[]
}

const packageOf = (source: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]

test('chat send loads one bundle, and of it no package but the framework, no server and no harness', async () => {
  const { env } = await freshWorld()
  const { files, sources, node } = await loaded(['chat', 'send', 'bob', 'hi'], env)
  expect(files.map((path) => path.replace(/-\w+/, ''))).toEqual([
    'bin/run.js',
    'dist/cli/start.cjs',
    'dist/cli/commands.cjs',
  ])
  expect([...new Set(sources.map(packageOf))].sort()).toEqual(['@oclif/core', undefined])
  const folders = sources.filter((source) => !packageOf(source)).map((source) => source.split('/')[1])
  expect([...new Set(folders)].sort()).toEqual([
    'cli',
    'client',
    'commands',
    'credentials',
    'platform',
    'protocol',
  ])
  expect(sources.filter((source) => source.startsWith('src/commands/'))).toEqual([
    'src/commands/chat/send.ts',
  ])
  const heavy =
    /^node:(?:crypto|https?|http2|tls|zlib|worker_threads|child_process|readline|inspector|sqlite)\b/
  expect(node.filter((url) => heavy.test(url))).toEqual([])
})

test('of @oclif/core a command loads its own kind and the parser, neither the search for commands nor help', async () => {
  const { env } = await freshWorld()
  const { sources } = await loaded(['raw', 'SERVER-INFO'], env)
  const parts = sources.flatMap((source) => /@oclif\/core\/lib\/(.*)\.js$/.exec(source)?.[1] ?? [])
  expect(parts.sort()).toEqual([
    'args',
    'cache',
    'command',
    'flags',
    'logger',
    'parser/index',
    'parser/parse',
    'parser/validate',
    'util/aggregate-flags',
    'util/util',
  ])
})

test('what lays text out for a terminal is not loaded for a pipe', async () => {
  const { env } = await freshWorld()
  await runPychat(['contact', 'add', 'bob'], { env })
  await runPychat(['group', 'create', 'team'], { env })
  const layout =
    /^(node_modules\/(string-width|get-east-asian-width)|src\/(text\/cells|cli\/(wrap|message-layout)\.ts))/
  for (const line of ['contact get', 'group get', 'notif get', 'chat history bob', 'info', 'auth status']) {
    const { sources } = await loaded(line.split(' '), env)
    expect(
      sources.filter((source) => layout.test(source)),
      line,
    ).toEqual([])
  }
})

test('completing a command loads no client, no credentials and no other command', async () => {
  const { sources } = await loaded(['__complete', 'fish', '--', 'chat', ''], { HOME: temporaryFolder() })
  const own = sources.filter((source) => !packageOf(source))
  expect(own.filter((source) => /^src\/(client|credentials)\//.test(source))).toEqual([
    'src/client/chat-error.ts',
    'src/credentials/credential-store.ts',
  ])
  expect(own.filter((source) => source.startsWith('src/commands/'))).toEqual(['src/commands/__complete.ts'])
})

test('the code that V8 made is kept for the next start, and made again where it is damaged', async () => {
  const { env } = await freshWorld()
  const folder = join(env.HOME, '.cache/pychat')
  const [version = ''] = readdirSync(folder)
  expect(readdirSync(join(folder, version)).sort()).toEqual(['auth-login', 'auth-register', 'chat-send'])
  const file = join(folder, version, 'chat-send')
  const kept = readFileSync(file)
  for (const damage of [
    kept.subarray(0, 1000),
    Buffer.alloc(kept.length),
    kept.map((byte, i) => byte ^ +(i === 5000)),
  ]) {
    writeFileSync(file, damage)
    expect(await runPychat(['chat', 'send', 'bob', 'hi'], { env })).toMatchObject({ exit: 0, stderr: '' })
    const repaired = readFileSync(file)
    expect(repaired.length).toBeGreaterThan(kept.length / 2)
    expect(repaired.equals(damage)).toBe(false)
  }
})

test('without a place for it a command runs all the same', async () => {
  const { env } = await freshWorld()
  const nowhere = { ...env, XDG_CACHE_HOME: '/dev/null/cache' }
  expect(await runPychat(['chat', 'send', 'bob', 'hi'], { env: nowhere })).toMatchObject({
    exit: 0,
    stderr: '',
  })
  expect(existsSync(join(env.HOME, '.cache/pychat'))).toBe(true)
})

test('a command does the same by its name, its alias and the way of oclif', async () => {
  const { env } = await freshWorld()
  const [plain, alias, whole] = await Promise.all(
    [['contact', 'get'], ['contact', 'list'], ['contact:get']].map((words) =>
      runPychat([...words, '--json'], { env }),
    ),
  )
  expect(plain).toMatchObject({ stdout: '[]\n', exit: 0 })
  expect(alias).toEqual(plain)
  expect(whole).toEqual(plain)
})

test.each([
  ['chat send'],
  ['chat send bob hi --nope'],
  ['chat send bob hi there'],
  ['chat send bob hi --timeout soon'],
  ['raw'],
])('%s is refused in the same words as by the whole of oclif', async (line) => {
  const env = { HOME: temporaryFolder() }
  const words = line.split(' ')
  const whole = words[1] === 'send' ? ['chat:send', ...words.slice(2)] : undefined
  const ran = await runPychat(words, { env })
  expect(ran).toMatchObject({ exit: 2, stdout: '' })
  if (whole) expect(ran).toEqual(await runPychat(whole, { env }))
})

test('what is loaded as it is needed, as a prompt, is so from compiled code too', async (context) => {
  if (noTerminal) context.skip(noTerminal)
  const { env } = await freshWorld()
  for (const run of ['the first', 'the second']) {
    const terminal = new Terminal(['auth', 'login', 'bob'], { env: { ...env, PYCHAT_KEYCHAIN: 'off' } })
    await terminal.when((rows) => rows[0]?.startsWith('? Password of bob') === true)
    terminal.enter('s3cret')
    const rows = await terminal.when((screen) => screen.some((row) => row.startsWith('exit')))
    expect(rows, run).toContain('exit 0')
  }
})

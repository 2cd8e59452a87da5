import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { runPychat, shell } from '../e2e/run-pychat.js'
import { certificate, type Pems } from '../helpers/certificates.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const run = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const home = () => ({ PATH: process.env.PATH, HOME: temporaryFolder() })

interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly tlsPort: number | undefined
  readonly httpPort: number | undefined
  readonly httpsPort: number | undefined
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

/** Starts `pychat serve` and waits until it is ready. */
async function serving(argv: readonly string[], env: NodeJS.ProcessEnv = home()): Promise<Running> {
  const child = spawn(process.execPath, [run, 'serve', '--port', '0', '--json', ...argv], {
    env,
    stdio: 'pipe',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => code)
  const [line] = await once(createInterface(child.stdout), 'line')
  const ready = JSON.parse(line)
  expect(ready).toMatchObject({ type: 'ready', port: expect.any(Number), host: '127.0.0.1' })
  const { port, tlsPort, httpPort, httpsPort } = ready
  return { child, port, tlsPort, httpPort, httpsPort, ended }
}

const clientOf = ({ port }: Running) => connect(`tcp://127.0.0.1:${port}`)

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it in order: exit 0', async (signal) => {
  const server = await serving(['--memory'])
  const client = await clientOf(server)
  await client.serverInfo()
  server.child.kill(signal)
  expect(await server.ended).toBe(0)
})

test('a second signal does not wait', async () => {
  const server = await serving(['--memory'])
  const client = await clientOf(server)
  // An upload that never ends holds the server up.
  await client.authRegister({ name: 'ann', password: 'p', confirm: 'p' })
  await client.authLogin({ name: 'ann', password: 'p' })
  const endless = (async function* () {
    yield Buffer.from('x')
    await new Promise(() => {})
  })()
  client.fileSendPrivate({ name: 'ann', path: 'a', size: 10 }, endless).catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 100))
  server.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const asked = performance.now()
  server.child.kill('SIGTERM')
  expect([0, 130]).toContain(await server.ended)
  expect(performance.now() - asked).toBeLessThan(2000)
})

test('data is kept under the XDG data directory, where --data says, or not at all', async () => {
  const env = home()
  const register = async (server: Running) => {
    const client = await clientOf(server)
    await client.authRegister({ name: 'ann', password: 'p', confirm: 'p' })
    await client.close()
    server.child.kill('SIGTERM')
    await server.ended
  }
  await register(await serving([], env))
  expect(existsSync(join(env.HOME, '.local/share/pychat/server/pychat.db'))).toBe(true)
  await expect(register(await serving([], env))).rejects.toMatchObject({ code: 'name-taken' })
  const data = join(temporaryFolder(), 'deep', 'data')
  await register(await serving(['--data', data], env))
  expect(existsSync(join(data, 'pychat.db'))).toBe(true)
  await register(await serving(['--memory'], env))
})

test('the limits are flags', async () => {
  const server = await serving(['--memory', '--max-argument', '5000', '--max-file', '3MiB'])
  const { value } = await (await clientOf(server)).serverInfo()
  expect(value?.limits).toMatchObject({ argument: 5000, file: 3 * 1024 ** 2 })
})

test('a person is told where it is and what comes next', async () => {
  let isAsked = false
  const ran = await runPychat(['serve', '--port', '0', '--memory'], {
    env: home(),
    watch: (stderr, kill) => {
      // It writes more, and a second signal would not wait for the end.
      if (isAsked || !stderr.includes('next')) return
      isAsked = true
      kill('SIGTERM')
    },
  })
  expect(ran.stdout).toMatch(/^Serving at tcp:\/\/127\.0\.0\.1:\d+, in memory\.\n$/)
  expect(ran).toMatchObject({
    exit: 0,
    stderr: expect.stringMatching(/pychat auth register NAME --server tcp:/),
  })
})

test('a port that is taken, or a directory in use, is told with the way out', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const inUse = await runPychat(['serve', '--memory', '--port', port], { env: home() })
  expect(inUse).toMatchObject({ exit: 3, stdout: '', stderr: expect.stringContaining('--port 0') })
  const data = temporaryFolder()
  await serving(['--data', data])
  const locked = await runPychat(['serve', '--port', '0', '--data', data, '--json'], { env: home() })
  expect(locked).toMatchObject({ exit: 2, stdout: '' })
  expect(JSON.parse(locked.stderr).error).toMatchObject({ code: 'local-file', exit: 2 })
})

test.each([
  { argv: ['ls'], says: 'put -- before' },
  { argv: ['--'], says: 'no command' },
  { argv: ['--max-file', '3x'], says: '25MiB' },
  { argv: ['--port', '70000'], says: '65535' },
  { argv: ['--memory', '--data', 'x'], says: 'memory' },
  { argv: ['--host', '192.0.2.1', '--memory'], says: 'no address of this machine' },
  { argv: ['--', 'nonexistent-command'], says: 'there is no such command' },
])('serve $argv is wrong usage', async ({ argv, says }) => {
  const ran = await runPychat(['serve', ...argv], { env: home() })
  expect(ran).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(says) })
})

test('a command beside it gets its words, the address and our streams, and its exit code is ours', async () => {
  const words = await runPychat(['serve', '--', 'echo', 'b', '--port', 'a', '--json', 'b', '--', 'a'], {
    env: home(),
  })
  expect(words).toEqual({ stdout: 'b --port a --json b -- a\n', stderr: '', exit: 0 })
  const script = 'cat; pychat info --json | head -c 10; exit 42'
  const path = join(temporaryFolder(), 'script')
  writeFileSync(path, `pychat() { '${process.execPath}' '${run}' "$@"; }\n${script}`)
  const ran = await runPychat(['serve', '--', 'bash', path], { env: home(), stdin: 'given\n' })
  expect(ran).toEqual({ stdout: 'given\n{"server":', stderr: '', exit: 42 })
  expect((await runPychat(['serve', '--', 'sh', '-c', 'kill -9 $$'], { env: home() })).exit).toBe(137)
})

test('a command beside it is told of the signal, and may take its time', async () => {
  const script = `trap 'sleep 0.3; echo ended in order; exit 9' TERM; echo started >&2; while :; do sleep 0.05; done`
  const ran = await runPychat(['serve', '--', 'bash', '-c', script], {
    env: home(),
    watch: (stderr, kill) => stderr === 'started\n' && kill('SIGTERM'),
  })
  expect(ran).toEqual({ stdout: 'ended in order\n', stderr: 'started\n', exit: 9 })
})

test('each server beside a command is alone', async () => {
  const register = `printf 'p\\n' | pychat auth register ann --password-stdin`
  const one = `pychat serve -- bash -c "$(declare -f pychat); ${register.replaceAll('"', '\\"')}"`
  const ran = await shell(`${one} && ${one}`, { env: home() })
  expect(ran.exit).toBe(0)
})

test('it answers HTTP too where it is asked to, and says where', async () => {
  const origin = 'https://chat.example'
  const flags = ['--http-port', '0', '--http-origin', origin]
  const { child, ended, httpPort, httpsPort } = await serving(['--memory', ...flags])
  expect(httpsPort).toBeUndefined()
  const response = await fetch(`http://127.0.0.1:${httpPort}/server`, { headers: { origin } })
  expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  expect(await response.json()).toMatchObject({ server: 'pychat' })
  const page = await fetch(`http://127.0.0.1:${httpPort}/docs/swagger-ui.css`)
  expect(page.status).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test.each(['chat.example', 'https://chat.example/path', '*', 'file:///x'])(
  '--http-origin %s is no origin',
  async (origin) => {
    const { exit, stderr } = await runPychat(
      ['serve', '--memory', '--http-port', '0', '--http-origin', origin],
      {
        env: home(),
      },
    )
    expect(exit).toBe(2)
    expect(stderr).toContain('is no origin')
  },
)

test('clients behind a trusted proxy have their own addresses', async () => {
  const { httpPort } = await serving([
    ...['--memory', '--password-cost', '2', '--max-connections-per-address', '2', '--http-port', '0'],
    ...['--http-trust-proxy', '10.0.0.0/8, loopback'],
  ])
  const post = async (path: string, body: object, address = '203.0.113.1') => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
    const url = `http://127.0.0.1:${httpPort}${path}`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    await response.text()
    return response.status
  }
  const ann = { name: 'ann', password: 'p' }
  expect(await post('/accounts', { ...ann, confirm: 'p' })).toBe(201)
  for (const status of [201, 201, 503]) expect(await post('/session', ann)).toBe(status)
  expect(await post('/session', ann, '203.0.113.2')).toBe(201)
})

test.each([
  'proxy.example',
  '10.0.0.0/0',
  '10.0.0.0/33',
  '::1/129',
  'fe80::1%lo',
  '10.0.0.1/8/8',
  '10.1',
  '',
])('--http-trust-proxy %j is no address of a proxy', async (address) => {
  const argv = ['serve', '--memory', '--http-port', '0', '--http-trust-proxy', `::1,${address}`]
  const { exit, stderr } = await runPychat(argv, { env: home() })
  expect(exit).toBe(2)
  expect(stderr).toContain('is no address of a proxy')
})

test('it answers HTTP inside TLS where it is asked to, with the same certificate', async () => {
  const pems = await certificate()
  const flags = [...filesOf(pems).flags, '--https-port', '0']
  const { httpsPort, httpPort } = await serving(['--memory', ...flags])
  expect(httpPort).toBeUndefined()
  await using client = await connect(`https://127.0.0.1:${httpsPort}`, { tls: { ca: pems.cert } })
  expect((await client.serverInfo()).value).toMatchObject({ server: 'pychat' })
})

test.each([
  { argv: ['--https-port', '0'], says: '--tls-cert' },
  { argv: ['--http-origin', 'https://chat.example'], says: '--http-port' },
  { argv: ['--http-trust-proxy', 'loopback'], says: '--http-port' },
])('$argv alone is wrong usage', async ({ argv, says }) => {
  const ran = await runPychat(['serve', '--memory', ...argv], { env: home() })
  expect(ran).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(says) })
})

/** The files of a certificate and its key, and the flags that name them. */
function filesOf({ cert, key }: Pems) {
  const folder = temporaryFolder()
  const [certFile, keyFile] = [join(folder, 'server.pem'), join(folder, 'server.key')]
  writeFileSync(certFile, cert)
  writeFileSync(keyFile, key, { mode: 0o600 })
  return { certFile, keyFile, flags: ['--tls-cert', certFile, '--tls-key', keyFile, '--tls-port', '0'] }
}

test('with a certificate it serves TLS too, and SIGHUP has it read again', async () => {
  const first = await certificate()
  const { flags, certFile, keyFile } = filesOf(first)
  const server = await serving(['--memory', '--log-level', 'silent', ...flags])
  const lines = createInterface(server.child.stderr!)[Symbol.asyncIterator]()
  const address = `tls://localhost:${server.tlsPort}`
  const client = await connect(address, { tls: { ca: first.cert } })
  await client.serverInfo()
  const second = await certificate()
  writeFileSync(certFile, second.cert)
  server.child.kill('SIGHUP')
  expect((await lines.next()).value).toMatch(/^the former certificate stays: .*is not the key/)
  writeFileSync(keyFile, second.key)
  server.child.kill('SIGHUP')
  expect((await lines.next()).value).toMatch(/is shown from now on$/)
  await (await connect(address, { tls: { ca: second.cert } })).close()
  await client.serverInfo()
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})

test('a certificate needs its key, and TLS its certificate', async () => {
  const { certFile, keyFile, flags } = filesOf(await certificate())
  for (const half of [
    ['--tls-cert', certFile],
    ['--tls-key', keyFile],
    ['--tls-port', '0'],
  ]) {
    const ran = await runPychat(['serve', '--memory', '--port', '0', ...half], { env: home() })
    expect(ran).toMatchObject({ exit: 2, stderr: expect.stringMatching(/--tls-(key|cert)/) })
  }
  writeFileSync(keyFile, 'nothing')
  const ran = await runPychat(['serve', '--memory', '--port', '0', ...flags], { env: home() })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('server.key holds no private key') })
})

test.each([
  [['--host', '0.0.0.0'], /^at tcp:\/\/0\.0\.0\.0:\d+ .* in clear: .*--tls-cert/],
  [['--tls-host', '0.0.0.0'], /^$/],
  [[], /^$/],
] as const)('who serves others in clear is warned (%j)', async (flags, words) => {
  const { flags: tls } = filesOf(await certificate())
  const secure = flags[0] === '--tls-host' ? tls : []
  const argv = ['serve', ...secure, ...flags, '--', process.execPath, '-e', '0']
  expect(await runPychat(argv, { env: home() })).toMatchObject({
    exit: 0,
    stderr: expect.stringMatching(words),
  })
})

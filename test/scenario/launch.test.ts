import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { Failure } from '../../src/scenario/failure.js'
import { launcher } from '../../src/scenario/launch.js'
import { startSchema } from '../../src/scenario/profiles/start-schema.js'
import type { RunningServer } from '../../src/scenario/running-server.js'
import { pause, poll } from '../helpers/poll.js'
import { RawClient } from '../helpers/raw-client.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const never = new AbortController().signal

/** A server that greets, in a few words of JavaScript; `more` runs before it listens. */
const script = (more = '') => `
  const { createServer } = require('node:net')
  const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
  const { spawn } = require('node:child_process')
  const [port, folder] = process.argv.slice(1)
  const listen = (at = port) => createServer((socket) => {
    socket.on('error', () => {})
    socket.end('success hello\\n')
  }).listen(at, '127.0.0.1')
  ${more}`

/** How to start a server of JavaScript. */
const node = (code: string, more: object = {}) => ({
  command: [`\${node}`, '-e', script(code), `\${port}`, `\${folder}`],
  ...more,
})

/** Starts a server, which the test ends if it does not do so itself. */
async function launch(start: object, { signal = never, address = undefined as string | undefined } = {}) {
  const here = temporaryFolder()
  const server = await launcher(startSchema.parse(start), here, address)(signal)
  onTestFinished(() => server.dispose())
  return server
}

/** Why a server does not start. */
async function refusal(...parts: Parameters<typeof launch>): Promise<string> {
  const error = await launch(...parts).then(
    () => undefined,
    (reason: Error) => reason,
  )
  expect(error).toBeInstanceOf(Failure)
  return error!.message
}

const greetingOf = async ({ url }: RunningServer) => {
  const client = RawClient.dial(Number(url.port))
  onTestFinished(() => client.close())
  return client.line()
}

function isAlive(pid: number): boolean {
  try {
    // What nobody has waited for is dead all the same.
    return process.kill(pid, 0) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The number that a server wrote into a file. */
const pidIn = async (file: string) =>
  Number(await poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : ''), Boolean))

test('a server is there when it is ready, and gone when it is stopped', async () => {
  const server = await launch(node('listen()'))
  expect(server.url.hostname).toBe('127.0.0.1')
  expect(await greetingOf(server)).toBe('success hello')
  await server.stop()
  expect(await server.ended).toMatch(/ was ended by SIGTERM$/)
  await expect(greetingOf(server)).rejects.toThrow('ECONNREFUSED')
})

test('a line tells that it is ready, and where it listens', async () => {
  const code = `const server = listen(0); server.on('listening', () => {
    console.error('\\u001b[32mlistening\\u001b[0m on', server.address().port) })`
  const server = await launch(node(code, { ready: { line: String.raw`/listening on (?<port>\d+)/` } }))
  expect(await greetingOf(server)).toBe('success hello')
  const line = '/at (?<url>.*)/'
  const other = await launch(
    node('listen(); console.log("at tcp://localhost:" + port + "/")', { ready: { line } }),
  )
  expect(other.url.hostname).toBe('localhost')
})

test('it comes back at the same address, over the same data', async () => {
  const code = `appendFileSync(folder + '/lives', 'I'); listen()`
  const file = `\${folder}/lives`
  const server = await launch(node(code, { env: { FILE: file } }))
  const { href } = server.url
  await server.kill()
  expect(await server.ended).toMatch(/ was ended by SIGKILL$/)
  await server.start()
  expect(server.url.href).toBe(href)
  expect(await greetingOf(server)).toBe('success hello')
  await server.stop()
  await server.start()
  expect(await greetingOf(server)).toBe('success hello')
})

test('each server has a private folder, in which its files are, and which goes with it', async () => {
  const places = temporaryFolder()
  const code = `writeFileSync(${JSON.stringify(join(places, 'folder'))}, folder); listen()`
  const files = { 'a.conf': `port = \${port}\n$\${literal}\n` }
  const server = await launch(node(code, { files }))
  const folder = readFileSync(join(places, 'folder'), 'utf8')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(folder, 'a.conf'), 'utf8')).toBe(`port = ${server.url.port}\n\${literal}\n`)
  await server.stop()
  expect(existsSync(folder)).toBe(true)
  await server.dispose()
  expect(existsSync(folder)).toBe(false)
})

test('servers run side by side', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => launch(node('listen()'))))
  expect(new Set(servers.map(({ url }) => url.port)).size).toBe(4)
  expect(await Promise.all(servers.map(greetingOf))).toEqual(new Array(4).fill('success hello'))
})

test('one that does not want to end is killed', async () => {
  const code = `process.on('SIGTERM', () => {}); listen()`
  const server = await launch(node(code, { stop: { within: '100ms' } }))
  await server.stop()
  expect(await server.ended).toMatch(/ was ended by SIGKILL$/)
})

test('another signal may ask it to end, once however often it is stopped', async () => {
  const code = `let asked = 0; listen()
    process.on('SIGINT', () => { asked++; setTimeout(() => process.exit(asked), 100) })`
  const server = await launch(node(code, { stop: { signal: 'SIGINT' } }))
  await Promise.all([server.stop(), server.stop(), server.dispose(), server.dispose()])
  await server.stop()
  await server.kill()
  expect(await server.ended).toMatch(/ exited with code 1$/)
})

test('when it dies by itself, that is told with its last words', async () => {
  const code = `listen(); setTimeout(() => { console.error('no more\\u0007'); process.exit(7) }, 200)`
  const server = await launch(node(code))
  expect(await server.ended).toMatch(/ exited with code 7\n {2}\| no more\\u\{7\}$/)
  await server.stop()
})

test('a command that cannot be run says why', async () => {
  const command = ['no-such-server', `\${port}`]
  expect(await refusal({ command })).toMatch(/cannot run no-such-server \d+: there is no such command$/)
  expect(await refusal({ command: [`\${here}`, `\${port}`] })).toMatch(/it is not executable$/)
  expect(await refusal(node('', { cwd: '/no/where' }))).toMatch(
    /there is no folder \/no\/where to run it in$/,
  )
  expect(await refusal({ command: ['a\0b', `\${port}`] })).toMatch(/cannot start the server: .*null bytes/)
})

test('one that ends before it is ready says how, and what it said last', async () => {
  const code = `for (let i = 1; i <= 20; i++) console.error('line ' + i); console.log('out'); process.exitCode = 3`
  const message = await refusal(node(code))
  expect(message).toMatch(/^the server did not start: .* exited with code 3\n/)
  expect(message.split('\n').slice(1)).toEqual(Array.from({ length: 10 }, (_, i) => `  | line ${i + 11}`))
  expect(await refusal(node(`console.log('only this')`))).toMatch(/exited with code 0\n {2}\| only this$/)
})

test('one that is never ready is given up, and is gone', async () => {
  const pid = join(temporaryFolder(), 'pid')
  const code = `writeFileSync(${JSON.stringify(pid)}, String(process.pid)); console.error('still warming up')
    setInterval(() => {}, 1000)`
  const within = '400ms'
  expect(await refusal(node(code, { ready: { within } }))).toMatch(
    /^the server was not ready within 400 ms: nothing took a connection at 127\.0\.0\.1:\d+\n {2}\| still warming up$/,
  )
  expect(isAlive(await pidIn(pid))).toBe(false)
  expect(await refusal(node(code, { ready: { line: '/ready/', within } }))).toMatch(
    /^the server was not ready within 400 ms: it wrote no line like \/ready\/\n/,
  )
})

test('one that writes without end does not stand still', async () => {
  const code = `const line = 'x'.repeat(999) + '\\n'; const more = () => process.stdout.write(line.repeat(100), more)
    more(); process.stderr.write('y'.repeat(3_000_000), () => listen())`
  const server = await launch(node(code))
  expect(await greetingOf(server)).toBe('success hello')
  await server.kill()
  expect((await server.ended).length).toBeLessThan(1000)
})

test('what it started ends with it', async () => {
  const pid = join(temporaryFolder(), 'pid')
  const code = `const child = spawn('sleep', ['60'], { stdio: 'inherit' }); listen()
    writeFileSync(${JSON.stringify(pid)}, String(child.pid)); setTimeout(() => process.exit(1), 300)`
  const server = await launch(node(code))
  const child = await pidIn(pid)
  expect(isAlive(child)).toBe(true)
  await server.ended
  await poll(
    () => isAlive(child),
    (alive) => !alive,
  )
})

test('what it started may end in order when it is stopped', async () => {
  const file = join(temporaryFolder(), 'order')
  const child = `process.on('SIGTERM', () => setTimeout(() => {
    require('node:fs').writeFileSync(${JSON.stringify(file)}, 'done'); process.exit() }, 200))
    console.log('up'); setInterval(() => {}, 1000)`
  const code = `spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); listen()`
  const server = await launch(node(code, { ready: { line: '/up/' } }))
  await server.stop()
  expect(readFileSync(file, 'utf8')).toBe('done')
})

test('a run that is given up while the server starts leaves nothing', async () => {
  const pid = join(temporaryFolder(), 'pid')
  const code = `writeFileSync(${JSON.stringify(pid)}, process.pid + ' ' + folder); setInterval(() => {}, 1000)`
  const control = new AbortController()
  const refused = refusal(node(code), { signal: control.signal })
  await poll(() => existsSync(pid) && readFileSync(pid, 'utf8'), Boolean)
  control.abort()
  expect(await refused).toBe('interrupted')
  const [number, folder] = readFileSync(pid, 'utf8').split(' ')
  expect(isAlive(Number(number))).toBe(false)
  expect(existsSync(folder!)).toBe(false)
  expect(await refusal(node('listen()'), { signal: AbortSignal.abort() })).toMatch(
    /ended before it was started/,
  )
})

test('a server that is killed or stopped while it starts does not start', async () => {
  const code = `let slow = false; try { readFileSync(folder + '/again'); slow = true } catch {}
    writeFileSync(folder + '/again', ''); setTimeout(() => listen(), slow ? 2000 : 0)`
  const server = await launch(node(code))
  for (const end of [() => server.kill(), () => server.stop(), () => server.dispose()]) {
    await server.kill()
    const starting = server.start().catch((error: Error) => error.message)
    await expect(server.start()).rejects.toThrow('the server runs already')
    await pause(100)
    await end()
    expect(await starting).toMatch(/the server did not start: .* was ended by SIG/)
  }
  await expect(server.start()).rejects.toThrow('ended for good')
})

test('a server that is killed before its start has begun does not start', async () => {
  const server = await launch(node('listen()'))
  await server.kill()
  const starting = server.start().catch((error: Error) => error.message)
  await server.kill()
  expect(await starting).toMatch(/ended before it was started/)
  await server.start()
  expect(await greetingOf(server)).toBe('success hello')
  await expect(server.start()).rejects.toThrow('the server runs already')
})

test('an address that something listens at already is refused: that is another server', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const address = `tcp://127.0.0.1:${port}`
  expect(await refusal(node('listen()'), { address })).toBe(
    `something listens at 127.0.0.1:${port} already: end it, or give the server \${port} to listen on`,
  )
})

test('a server that comes back elsewhere, or tells no address, is refused', async () => {
  const code = `const server = listen(0); server.on('listening', () => console.log('at', server.address().port))`
  const server = await launch(node(code, { ready: { line: '/at (?<port>.*)/' } }))
  await server.stop()
  await expect(server.start()).rejects.toThrow(
    /^the server was at .*, and came back at .*: give it \$\{port\}/,
  )
  const line = '/at (?<port>.*)/'
  expect(await refusal(node(`console.log('at home'); listen()`, { ready: { line } }))).toBe(
    'the ready line tells no address: home',
  )
})

test('it has our environment and its own, without our secrets', async () => {
  const file = join(temporaryFolder(), 'env')
  const secrets = { PYCHAT_PASSWORD: 'p', PYCHAT_NEW_PASSWORD: 'n', PYCHAT_TOKEN: 't', PYCHAT_TEST: 'open' }
  Object.assign(process.env, secrets)
  onTestFinished(() => {
    for (const name of Object.keys(secrets)) delete process.env[name]
  })
  const code = `writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env)); listen()`
  await launch(node(code, { env: { PORT: `\${port}`, DEBUG: 1 } }))
  const env = JSON.parse(readFileSync(file, 'utf8'))
  expect(env).toMatchObject({ PYCHAT_TEST: 'open', PORT: expect.stringMatching(/^\d+$/), DEBUG: '1' })
  expect(Object.keys(env).filter((name) => /PASSWORD|TOKEN/.test(name))).toEqual([])
  expect(env.PATH).toContain('/usr/sbin')
})

test.each([
  ['exits', 3],
  ['throws', 1],
])('no server outlives a process that %s', async (how, code) => {
  const file = join(temporaryFolder(), 'told')
  const program = fileURLToPath(new URL('launch-and-end.ts', import.meta.url))
  const harness = spawn(process.execPath, ['--import', 'tsx', program, how, file], { stdio: 'ignore' })
  expect((await once(harness, 'exit'))[0]).toBe(code)
  const { pid, folder } = JSON.parse(readFileSync(file, 'utf8'))
  await poll(
    () => isAlive(pid),
    (alive) => !alive,
  )
  expect(existsSync(folder)).toBe(false)
})

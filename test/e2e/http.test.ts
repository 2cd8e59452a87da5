import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type Client, connect } from '../../src/client/client.js'
import { startServer } from '../../src/server/index.js'
import { bytesInUse } from '../helpers/held-bytes.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat } from './run-pychat.js'

const command = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const MIB = 1024 * 1024
const SIZE = 20 * MIB
const secret = { password: 's3cret', confirm: 's3cret' }

/** A server in a process of its own, that can be killed. */
async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const argv = ['serve', '--memory', '--json', '--port', '0', '--http-port', '0', '--password-cost', '16']
  const child = spawn(process.execPath, [command, ...argv], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [ready] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, url: `http://127.0.0.1:${JSON.parse(ready).httpPort}` }
}

async function ann(url: string): Promise<Client> {
  const client = await connect(url, { timeout: 5_000 })
  onTestFinished(() => client.reset())
  await client.authRegister({ name: 'ann', ...secret })
  await client.authLogin({ name: 'ann', password: secret.password })
  return client
}

const PIECE = 64 * 1024

/** A large file, piece by piece; none is like the one before. */
async function* large(): AsyncGenerator<Buffer> {
  for (let at = 0; at < SIZE; at += PIECE) yield Buffer.alloc(PIECE, String(at))
}

const hash = createHash('sha256')
for await (const piece of large()) hash.update(piece)
const sha256 = hash.digest('hex')

test('a large file goes up and comes back, told as it goes, and little of it is held at a time', async () => {
  const { url } = await serve()
  const client = await ann(url)
  const told: number[] = []
  let most = 0
  const start = bytesInUse()
  const sample = (count: number) => {
    if (count % MIB < PIECE) most = Math.max(most, bytesInUse() - start)
  }
  const progress = (sent: number) => {
    told.push(sent)
    sample(sent)
  }
  const { value } = await client.fileSendPrivate({ name: 'ann', path: 'a.bin', size: SIZE }, large(), {
    progress,
  })
  expect(value).toMatchObject({ size: SIZE, sha256 })
  expect(told.at(-1)).toBe(SIZE)
  expect(told.length).toBeGreaterThan(100)
  const { bytes } = await client.fileGetPrivate({ name: 'ann', file: value!.code })
  let came = 0
  for await (const piece of bytes) {
    came += piece.length
    sample(came)
  }
  expect(came).toBe(SIZE)
  expect(most).toBeLessThan(4 * MIB)
  await client.close()
})

test('a server that is killed amid a file on its way up is a lost connection', async () => {
  const { child, url } = await serve()
  const client = await ann(url)
  let isKilled = false
  const progress = (sent: number) => {
    if (sent < SIZE / 2 || isKilled) return
    isKilled = child.kill('SIGKILL')
  }
  const sending = client.fileSendPrivate({ name: 'ann', path: 'a.bin', size: SIZE }, large(), { progress })
  await expect(sending).rejects.toMatchObject({ name: 'ChatError', code: 'disconnected', definite: false })
  await client.closed
})

test('a server that is killed amid a file on its way down is a lost connection', async () => {
  const { child, url } = await serve()
  const client = await ann(url)
  const { value } = await client.fileSendPrivate({ name: 'ann', path: 'a.bin', size: SIZE }, large())
  const { bytes } = await client.fileGetPrivate({ name: 'ann', file: value!.code })
  const reading = (async () => {
    let came = 0
    for await (const piece of bytes) {
      came += piece.length
      if (came > SIZE / 2) child.kill('SIGKILL')
    }
  })()
  await expect(reading).rejects.toMatchObject({ name: 'ChatError', code: 'disconnected' })
  await client.closed
})

test('commands do over http:// what they do over tcp://, and end alike', async () => {
  const server = await startServer({ port: 0, passwordCost: 16, http: { port: 0 } })
  onTestFinished(() => server.close())
  const home = temporaryFolder()
  const env = { HOME: home, PYCHAT_SERVER: `http://127.0.0.1:${server.httpPort}/` }
  const pychat = (line: string, stdin?: string) =>
    runPychat(line.split(' '), { env, ...(stdin && { stdin }) })
  for (const user of ['bob', 'ann']) {
    expect(await pychat(`auth register ${user} --password-stdin`, 's3cret\n')).toMatchObject({ exit: 0 })
    expect(await pychat(`auth login ${user} --password-stdin`, 's3cret\n')).toMatchObject({ exit: 0 })
  }
  expect(await pychat('chat send bob hi')).toMatchObject({ stdout: 'Sent, id 1.\n', stderr: '', exit: 0 })
  const got = await pychat('chat get ann --user bob --json')
  expect(JSON.parse(got.stdout)).toMatchObject([{ id: '1', text: 'hi' }])
  expect(await pychat('chat get ann --user bob --json')).toMatchObject({ stdout: '[]\n' })
  expect(await pychat('chat send nobody hi')).toMatchObject({ exit: 1 })
  expect(await pychat('raw NO-SUCH-VERB')).toMatchObject({ exit: 1 })
  const batch = '{"verb":"CONTACT-ADD","args":{"name":"bob"}}\n{"verb":"CONTACT-GET","args":{}}\n'
  expect((await pychat('batch', batch)).stdout.split('\n')[1]).toBe(
    '{"ok":true,"value":[{"name":"bob","online":false}]}',
  )
  writeFileSync(join(home, 'a.txt'), 'hello')
  const sent = await pychat(`file send bob ${home}/a.txt --json`)
  await pychat(`file get ann ${JSON.parse(sent.stdout).code} -o ${home}/b.txt --user bob`)
  expect(readFileSync(join(home, 'b.txt'), 'utf8')).toBe('hello')
  expect(await pychat('auth logout')).toMatchObject({ exit: 0 })
  expect(await pychat('chat send bob hi --user ann')).toMatchObject({ exit: 4 })
  const { port } = server
  expect(await pychat(`info --server http://127.0.0.1:${port}`)).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining(`is it tcp://127.0.0.1:${port}?`),
  })
  expect(await pychat(`info --server tcp://127.0.0.1:${server.httpPort}`)).toMatchObject({ exit: 6 })
  expect(await pychat('info --server http://127.0.0.1:2')).toMatchObject({ exit: 3 })
  expect(await pychat('info --server http://localhost/a?b')).toMatchObject({ exit: 2 })
}, 60_000)

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type ServerOptions, StoreError, startServer } from '../../src/server/index.js'
import { pause } from '../helpers/poll.js'
import { codeOf } from '../helpers/raw-client.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { PASSWORD, TestServer } from '../helpers/test-server.js'

const start = async (options: ServerOptions = {}) => {
  const server = await TestServer.start(options)
  onTestFinished(() => server.close())
  return server
}

describe('starting', () => {
  test('takes a free port on the loopback address, and tells both', async () => {
    const server = await startServer({ port: 0 })
    expect(server.host).toBe('127.0.0.1')
    expect(server.port).toBeGreaterThan(0)
    await server.close()
  })

  test('on a port that is taken fails with the system’s error, and leaves nothing open', async () => {
    const server = await start()
    const data = temporaryFolder()
    await expect(startServer({ port: server.port, data })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await (await startServer({ port: 0, data })).close()
  })

  test('makes the data directory, for its owner alone', async () => {
    const data = join(temporaryFolder(), 'a', 'b')
    await start({ data })
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['files', 'pychat.db']))
  })

  test('in a data directory that is in use fails, and the server in it goes on', async () => {
    const data = temporaryFolder()
    const server = await start({ data })
    await expect(startServer({ port: 0, data })).rejects.toMatchObject({ name: 'StoreError', code: 'locked' })
    await server.user()
  })

  test('in a data directory that is a file fails', async () => {
    const data = join(temporaryFolder(), 'file')
    writeFileSync(data, '')
    await expect(startServer({ port: 0, data })).rejects.toBeInstanceOf(StoreError)
  })

  test('without a data directory leaves nothing on the disk once it is closed', async () => {
    const folder = temporaryFolder()
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(() => void vi.unstubAllEnvs())
    const server = await start()
    const { client, name } = await server.user()
    await client.ask(`FILE-SEND-PRIVATE ${name} a 4`)
    client.send('halo')
    await client.reply()
    expect(readdirSync(folder)).not.toEqual([])
    await server.close()
    expect(readdirSync(folder)).toEqual([])
  })

  // A folder inside files/ cannot be unlinked: the start fails with EISDIR or EPERM, which names no remedy.
  test('is not kept from its work by a folder among the files', async () => {
    const data = temporaryFolder()
    mkdirSync(join(data, 'files', 'lost+found'), { recursive: true })
    await start({ data })
    expect(existsSync(join(data, 'files', 'lost+found'))).toBe(true)
  })
})

describe('closing', () => {
  test('answers what was read, a slow login too, and ends every connection', async () => {
    const server = await start({ passwordCost: 2 ** 14 })
    const name = await server.account()
    const [slow, idle, uploading] = [await server.connect(), await server.user(), await server.user()]
    await uploading.client.ask(`FILE-SEND-PRIVATE ${idle.name} a 100`)
    slow.sendLines(`AUTH-LOGIN ${name} ${PASSWORD}`, 'NOTIF-GET')
    await pause(5)
    const closed = server.stop()
    expect(await slow.reply()).toBe(`success {"user":"${name}","unread":0}`)
    expect(await slow.reply()).toBe('success []')
    const clients = [slow, idle.client, uploading.client]
    expect(await Promise.all(clients.map((client) => client.rest()))).toEqual(['', '', ''])
    for (const client of clients) client.end()
    await closed
    const late = server.dial()
    await expect(late.line()).rejects.toThrow('ECONNREFUSED')
  })

  test('leaves what was handed out and not settled unread', async () => {
    const data = temporaryFolder()
    const server = await start({ data })
    const [ani, budi] = [await server.user(), await server.user()]
    await ani.client.value(`CHAT-PRIVATE-SEND ${budi.name} halo`)
    expect(await budi.client.value(`CHAT-PRIVATE-GET ${ani.name}`)).toHaveLength(1)
    await server.close()
    const again = await start({ data })
    const client = await again.session(budi.name)
    expect(await client.value(`CHAT-PRIVATE-GET ${ani.name}`)).toHaveLength(1)
  })

  // The store is closed a second time: a second signal, or a `finally` behind a `close`, ends in an error.
  test('twice is closing once', async () => {
    const server = await startServer({ port: 0 })
    await server.close()
    await server.close()
  })
})

describe.concurrent('closing waits', () => {
  test('not long for clients that do not end their side', async () => {
    const server = await TestServer.start()
    await server.user()
    const started = performance.now()
    await server.stop()
    expect(performance.now() - started).toBeLessThan(8000)
  })

  test('not for ever for clients that do not read, and then the process can end', async ({
    onTestFinished,
  }) => {
    const script = `
      const { TestServer } = await import('${new URL('../helpers/test-server.ts', import.meta.url)}')
      const server = await TestServer.start()
      const { client, name } = await server.user()
      for (let i = 0; i < 300; i++) await client.value('CHAT-PRIVATE-SEND ' + name + ' ' + 'x'.repeat(100))
      client.socket.pause()
      client.sendLines(...Array(500).fill('NOTIF-GET'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      await server.stop()
      client.close()
      console.log('closed')`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let output = ''
    child.stdout.on('data', (bytes) => {
      output += bytes
    })
    const [code] = await Promise.race([once(child, 'exit'), pause(12_000).then(() => ['still running'])])
    expect([code, output]).toEqual([0, 'closed\n'])
  })
})

test('the log tells neither passwords, tokens nor what was written (AUTH-6)', async () => {
  const lines: string[] = []
  const note = (facts: object, text: string) => void lines.push(`${JSON.stringify(facts)} ${text}`)
  const server = await start({ log: { info: note, warn: note, error: note } })
  const { client, name } = await server.user()
  const { token } = await client.value<{ token: string }>('AUTH-TOKEN')
  await client.value(`CHAT-PRIVATE-SEND ${name} confidential`)
  expect(codeOf(await client.ask(`AUTH-PASSWORD wrongsecret a a`))).toBe('wrong-password')
  await server.close()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toMatch(new RegExp(`${PASSWORD}|wrongsecret|${token}|confidential`))
})

test('a data directory whose database was lost keeps its files, and is refused', async () => {
  const data = temporaryFolder()
  mkdirSync(join(data, 'files'))
  writeFileSync(join(data, 'files', 'abcdefghijkl'), 'a picture')
  for (const make of [() => {}, () => writeFileSync(join(data, 'pychat.db'), '')]) {
    make()
    await expect(startServer({ port: 0, data })).rejects.toMatchObject({ code: 'damaged' })
    expect(readdirSync(join(data, 'files'))).toEqual(['abcdefghijkl'])
  }
})

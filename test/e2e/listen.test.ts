import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { poll } from '../helpers/poll.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const run = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Starts the built command; `lines` are those of its stdout so far. */
function start(argv: string[], env: NodeJS.ProcessEnv): { child: ChildProcess; lines: string[] } {
  const child = spawn(process.execPath, [run, ...argv], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
  return { child, lines }
}

test.each([
  ['tcp', ['--port'], 'port'],
  ['http', ['--port', '0', '--http-port'], 'httpPort'],
])(
  'over %s a server that is killed and started again loses nothing and repeats nothing',
  async (scheme, flags, key) => {
    const home = temporaryFolder()
    const serve = async (port: number) => {
      const kept = ['--data', `${home}/data`, '--json', '--password-cost', '1024']
      const argv = ['serve', ...flags, String(port), ...kept]
      const server = start(argv, { HOME: home })
      const [ready] = await poll(
        () => server.lines,
        ({ length }) => length > 0,
        10_000,
      )
      return { child: server.child, port: JSON.parse(ready!)[key] as number }
    }
    let server = await serve(0)
    const address = `${scheme}://127.0.0.1:${server.port}`
    const password = 's3cret'
    const session = async (name: string) => {
      const client = await connect(address)
      onTestFinished(() => client.reset())
      await client.authRegister({ name, password, confirm: password }).catch(() => {})
      await client.authLogin({ name, password })
      return client
    }
    await (await session('ann')).close()
    const env = { HOME: home, PYCHAT_SERVER: address, PYCHAT_USER: 'ann', PYCHAT_PASSWORD: password }
    const listener = start(['listen', '--json', '--type', 'message'], env)
    await poll(
      () => listener.lines,
      ([first]) => first === '{"type":"ready"}',
      10_000,
    )

    const acknowledged: string[] = []
    for (let round = 0; round < 3; round++) {
      const bob = await session('bob')
      for (let i = 0; i < 40; i++) {
        const sent = Array.from({ length: 5 }, (_, j) =>
          bob.chatPrivateSend({ name: 'ann', message: `${round} ${i} ${j}` }),
        )
        for (const { value } of await Promise.all(sent)) acknowledged.push(value!.id)
      }
      server.child.kill('SIGKILL')
      await once(server.child, 'exit')
      server = await serve(server.port)
    }
    const ids = () => listener.lines.slice(1).map((line) => JSON.parse(line).message.id as string)
    // Where a try or two met no server, the next may be half a minute away.
    await poll(ids, ({ length }) => length >= acknowledged.length, 60_000)
    expect(ids()).toEqual(acknowledged)
    listener.child.kill('SIGTERM')
    const [exit] = await once(listener.child, 'exit')
    expect(exit).toBe(130)
  },
  120_000,
)

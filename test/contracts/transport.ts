import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { OpenOptions, OpenTransport, Transport } from '../../src/client/transport.js'
import { LineReader } from '../../src/protocol/line-reader.js'
import { type Server, startServer } from '../../src/server/index.js'
import type { ServerOptions } from '../../src/server/options.js'

/** A transport, and how a reference server is reached by it. */
export interface TransportHarness {
  readonly scheme: string
  readonly open: OpenTransport
  /** What lets the reference server speak it. */
  readonly server: () => ServerOptions
  readonly portOf: (server: Server) => number
  /** What the transport needs to know of the server. */
  readonly options?: () => Partial<OpenOptions>
}

/** What every transport keeps, whatever lies between the lines and the wire. */
export function transportContract({ scheme, open, server, portOf, options }: TransportHarness): void {
  /** A server behind a relay that can lose it, and a way to connect. */
  const world = async () => {
    const started = await startServer({ port: 0, passwordCost: 16, ...server() })
    const relay = await relayTo(portOf(started))
    onTestFinished(async () => {
      relay.close()
      await started.close()
    })
    const enter = async (given: Partial<OpenOptions> = {}) => {
      const url = new URL(`${scheme}://localhost:${relay.port}`)
      return new Lines(await open(url, { timeout: 4000, ...options?.(), ...given }))
    }
    return { relay, enter }
  }

  const nobody = async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    await once(gone.close(), 'close')
    return port
  }

  test('a greeting comes first, then a reply for each line in order, however they are cut', async () => {
    const { enter } = await world()
    const lines = await enter()
    expect(await lines.next()).toMatch(/^success/)
    await lines.transport.send('SERVER-INFO\nAUTH-REG')
    await lines.transport.send(Buffer.from('ISTER ann secret secret\nAUTH-LOGIN ann secret\n'))
    expect(await lines.next()).toMatch(/^success \{"server"/)
    expect(await lines.next()).toBe('success {"user":"ann"}')
    expect(await lines.next()).toBe('success {"user":"ann","unread":0}')
    lines.transport.close()
  })

  test('a refusal is a line like any other', async () => {
    const { enter } = await world()
    const lines = await enter()
    await lines.next()
    expect(await lines.ask('CONTACT-GET')).toMatch(/^failed not-authorized: ./)
    expect(await lines.ask('AUTH-LOGIN ann secret')).toMatch(/^failed unknown-user: ./)
    lines.transport.close()
  })

  test('what was asked before our end is answered, and then comes the end', async () => {
    const { enter } = await world()
    const lines = await enter()
    await lines.transport.send('AUTH-REGISTER ann secret secret\nSERVER-INFO\n')
    lines.transport.end()
    expect(await lines.next()).toMatch(/^success/)
    expect(await lines.next()).toBe('success {"user":"ann"}')
    expect(await lines.next()).toMatch(/^success \{"server"/)
    expect(await lines.next()).toBeUndefined()
  })

  test('a file goes there and back byte for byte', async () => {
    const { enter } = await world()
    const lines = await enter()
    await lines.next()
    await lines.ask('AUTH-REGISTER ann secret secret')
    await lines.ask('AUTH-LOGIN ann secret')
    const file = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3))
    expect(await lines.ask(`FILE-SEND-PRIVATE ann a.bin ${file.length}`)).toBe('success ready')
    await lines.transport.send(file)
    const { code } = JSON.parse((await lines.next())!.slice(8)) as { code: string }
    expect(await lines.ask(`FILE-GET-PRIVATE ann ${code}`)).toMatch(/^success \{"name":"a.bin","size":300000/)
    expect((await lines.bytes(file.length)).equals(file)).toBe(true)
    lines.transport.close()
  })

  test('what a broken connection was handed out is unread again, and its session over (CHAT-3)', async () => {
    const { enter } = await world()
    const [first, second] = [await enter(), await enter()]
    for (const lines of [first, second]) {
      await lines.next()
      await lines.ask('AUTH-REGISTER ann secret secret')
      await lines.ask('AUTH-LOGIN ann secret')
    }
    await first.ask('CHAT-PRIVATE-SEND ann hi')
    expect(await first.ask('CHAT-PRIVATE-GET ann')).toContain('"text":"hi"')
    first.transport.reset()
    await expect.poll(() => second.ask('CHAT-PRIVATE-GET ann')).toContain('"text":"hi"')
    second.transport.close()
  })

  test('a server that is lost is disconnected for who reads and who sends', async () => {
    const { enter, relay } = await world()
    const lines = await enter()
    await lines.next()
    await lines.transport.send('SERVER-INFO\n')
    await lines.next()
    relay.close()
    const sending = async () => {
      for (;;) {
        await lines.transport.send('SERVER-INFO\n')
        await turn()
      }
    }
    const sent = expect(sending()).rejects.toMatchObject({ code: 'disconnected' })
    const read = expect(lines.rest()).rejects.toMatchObject({ name: 'ChatError', code: 'disconnected' })
    await Promise.all([sent, read])
  })

  test('after a close of our own the reading ends quietly and sending fails', async () => {
    const { enter } = await world()
    const lines = await enter()
    await lines.next()
    const reading = lines.rest()
    await turn()
    lines.transport.close()
    await reading
    await expect(lines.transport.send('x\n')).rejects.toMatchObject({ code: 'disconnected' })
  })

  test.each(['127.0.0.1', 'localhost'])(
    'where nobody listens at %s it says so, and what to try',
    async (host) => {
      const address = `${host}:${await nobody()}`
      const opening = open(new URL(`${scheme}://${address}`), { timeout: 2000, ...options?.() })
      await expect(opening).rejects.toMatchObject({
        ...{ name: 'ChatError', code: 'unreachable', definite: true },
        message: expect.stringMatching(new RegExp(`${address}.*pychat serve`)),
      })
    },
  )

  test('an unknown host is unreachable', async () => {
    const opening = open(new URL(`${scheme}://no-such-host.invalid:1`), { timeout: 2000, ...options?.() })
    await expect(opening).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no-such-host.invalid:1'),
    })
  })

  test('a signal that fired, or fires while connecting, gives up', async () => {
    const { enter } = await world()
    const fired = enter({ signal: AbortSignal.abort('why') })
    await expect(fired).rejects.toMatchObject({ code: 'aborted', definite: true, cause: 'why' })
    const controller = new AbortController()
    const opening = enter({ signal: controller.signal })
    controller.abort()
    await expect(opening).rejects.toMatchObject({ code: 'aborted' })
  })

  test('connecting has a deadline', async () => {
    const { enter } = await world()
    // Zero milliseconds are over before any connection is made.
    const opening = enter({ timeout: 0 })
    const until = performance.now() + 20
    while (performance.now() < until);
    await expect(opening).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('within 0 ms'),
    })
  })
}

/** A transport read line by line. */
class Lines {
  readonly #reader = new LineReader(1_000_000)
  readonly #chunks: AsyncIterator<Buffer>

  constructor(readonly transport: Transport) {
    this.#chunks = transport.received[Symbol.asyncIterator]()
  }

  /** The next line, undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const line = this.#reader.next()
      if (line !== undefined) return String(line)
      if (!(await this.#more())) return undefined
    }
  }

  async ask(line: string): Promise<string | undefined> {
    await this.transport.send(`${line}\n`)
    return this.next()
  }

  async bytes(count: number): Promise<Buffer> {
    const taken: Buffer[] = []
    for (let left = count; left > 0; ) {
      const bytes = this.#reader.take(left)
      if (bytes) {
        taken.push(bytes)
        left -= bytes.length
      } else if (!(await this.#more())) break
    }
    return Buffer.concat(taken)
  }

  /** Reads to the end. */
  async rest(): Promise<void> {
    while (await this.#more());
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (!done) this.#reader.push(value)
    return !done
  }
}

/** Stands between a client and a port. */
async function relayTo(port: number) {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const behind = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const [one, other] of [[client, behind] as const, [behind, client] as const]) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

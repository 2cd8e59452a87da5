import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { type Peer, serve } from './scripted-server.js'

const STORED = { code: 'f1', name: 'a.png', size: 10, mime: 'image/png', sha256: 'ab' }
const to = (size: number) => ({ name: 'bob', path: 'pics/a.png', size })

/** Takes uploads as FILE-1 says, and notes the lines and bytes that came. */
async function receiving(seen: string[], size: number) {
  return serve(async (peer) => {
    for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
      seen.push(line)
      if (line.startsWith('FILE-SEND')) {
        peer.write('success ready')
        seen.push(`${(await peer.bytes(size)).length} bytes`)
        peer.write(`success ${JSON.stringify(STORED)}`)
      } else peer.write('success')
    }
    peer.socket.end()
  })
}

test('a file goes behind what was asked before and ahead of what is asked after', async () => {
  const seen: string[] = []
  const trace: string[] = []
  const client = await connect(await receiving(seen, 10), {
    trace: (direction, line) => trace.push(`${direction} ${line}`),
  })
  const progress: number[] = []
  const all = [
    client.contactGet(),
    client.fileSendPrivate(to(10), [Buffer.from('01234'), Buffer.alloc(0), Buffer.from('56789')], {
      progress: (sent) => progress.push(sent),
    }),
    client.notifGet(),
  ] as const
  const [, file] = await Promise.all(all)
  await client.close()
  expect(file.value).toEqual(STORED)
  expect(progress).toEqual([5, 10])
  expect(seen).toEqual(['CONTACT-GET', 'FILE-SEND-PRIVATE bob pics/a.png 10', '10 bytes', 'NOTIF-GET'])
  expect(trace).toContain('sent (10 bytes)')
})

test('nothing follows an upload on the wire until it is done, bytes or requests', async () => {
  let early = 0
  const address = await serve(async (peer) => {
    await peer.line()
    await delay(30)
    early = peer.socket.readableLength
    peer.write('success ready')
    await peer.bytes(3)
    await delay(30)
    early += peer.socket.readableLength
    peer.write('success')
    peer.write(`success ${await peer.line()}`)
  })
  const client = await connect(address)
  const sending = client.fileSendGroup({ code: 'g', path: 'a', size: 3 }, [Buffer.from('abc')])
  const next = client.contactGet()
  await sending
  expect((await next).text).toBe('CONTACT-GET')
  expect(early).toBe(0)
  client.reset()
})

test('a refused file sends no bytes, leaves the source alone and the connection usable', async () => {
  const seen: (string | undefined)[] = []
  const address = await serve(async (peer) => {
    for (const reply of ['failed quota-exceeded: full', 'success']) {
      seen.push(await peer.line())
      peer.write(reply)
    }
  })
  const client = await connect(address)
  const source = {
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
      throw new Error('touched')
    },
  }
  await expect(client.fileSendPrivate(to(10), source)).rejects.toMatchObject({ code: 'quota-exceeded' })
  await client.contactGet()
  expect(seen).toEqual(['FILE-SEND-PRIVATE bob pics/a.png 10', 'CONTACT-GET'])
  client.reset()
})

test('a reply that refuses the complete file leaves the connection usable', async () => {
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write('success ready')
    await peer.bytes(3)
    peer.write('failed internal: incident 5')
    await peer.line()
    peer.write('success')
  })
  const client = await connect(address)
  await expect(client.fileSendPrivate(to(3), [Buffer.from('abc')])).rejects.toMatchObject({
    code: 'internal',
  })
  await client.contactGet()
  client.reset()
})

/** A server that is ready for bytes; how many it took, and whether the client went away. */
async function ready(then: (peer: Peer) => unknown = () => {}) {
  const seen = { bytes: 0, gone: false }
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write('success ready')
    await then(peer)
    try {
      for (let byte = await peer.bytes(1); byte.length > 0; byte = await peer.bytes(1)) seen.bytes++
    } finally {
      seen.gone = true
    }
  })
  return { seen, client: await connect(address, { timeout: 1_000 }) }
}

async function* slowly(...parts: string[]) {
  for (const part of parts) {
    await delay(10)
    yield Buffer.from(part)
  }
}

test.each([
  ['shorter', ['0123', '45678']],
  ['longer', ['0123', '456789a']],
  ['longer by another piece', ['0123', '456789', 'a']],
  ['empty', []],
])('a source that is %s than announced resets the connection before the last byte', async (_, parts) => {
  const { seen, client } = await ready()
  const after = client.fileSendPrivate(to(10), slowly(...parts)).catch((error) => error)
  expect(await after).toMatchObject({ name: 'ChatError', code: 'bad-size' })
  await client.closed
  await expect.poll(() => seen.gone).toBe(true)
  expect(seen.bytes).toBeLessThan(10)
})

test('an error of the source is passed on as it is, and the connection is reset', async () => {
  const { seen, client } = await ready()
  const failing = (async function* () {
    yield Buffer.from('0123')
    await delay(10)
    throw new Error('disk on fire')
  })()
  const next = client.fileSendPrivate(to(10), failing).catch((error) => error)
  const held = client.contactGet()
  expect(await next).toMatchObject({ message: 'disk on fire' })
  await expect(held).rejects.toMatchObject({ code: 'disconnected', definite: true })
  await expect.poll(() => seen.gone).toBe(true)
})

test('a source of something else than bytes is an error', async () => {
  const { client } = await ready()
  const words = ['0123456789'] as unknown as Uint8Array[]
  await expect(client.fileSendPrivate(to(10), words)).rejects.toThrow(TypeError)
})

test('a server that answers in the middle stops the upload, even one whose source hangs', async () => {
  const { client } = await ready(async (peer) => {
    await peer.bytes(4)
    peer.write('failed quota-exceeded: no more room')
  })
  const hanging = (async function* () {
    yield Buffer.from('0123')
    await new Promise(() => {})
  })()
  await expect(client.fileSendPrivate(to(10), hanging)).rejects.toMatchObject({ code: 'quota-exceeded' })
  await client.closed
})

test('a success before the last byte breaks the protocol', async () => {
  const { client } = await ready((peer) => peer.write('success {}'))
  await expect(client.fileSendPrivate(to(10), slowly('0', '123456789'))).rejects.toMatchObject({
    code: 'protocol',
  })
})

test('the caller may give an upload up', async () => {
  const { seen, client } = await ready()
  const controller = new AbortController()
  let isReturned = false
  const endless = (async function* () {
    try {
      for (;;) {
        await delay(5)
        yield Buffer.from('0')
      }
    } finally {
      isReturned = true
    }
  })()
  const sending = client.fileSendPrivate(to(1_000), endless, { signal: controller.signal })
  setTimeout(() => controller.abort(), 30)
  await expect(sending).rejects.toMatchObject({ code: 'aborted' })
  await expect.poll(() => seen.gone && isReturned).toBe(true)
})

test('a server that takes no bytes is given up after the longest silence, a slow source is not', async () => {
  const { client } = await ready(() => new Promise(() => {}))
  const megabyte = Buffer.alloc(1024 * 1024)
  const size = 256 * megabyte.length
  async function* much() {
    await delay(60)
    for (let i = 0; i < 256; i++) yield megabyte
  }
  await expect(client.fileSendPrivate(to(size), much(), { timeout: 40 })).rejects.toMatchObject({
    code: 'timeout',
  })
})

test('a reply that never comes is given up as well', async () => {
  const { client } = await ready()
  await expect(client.fileSendPrivate(to(3), slowly('abc'), { timeout: 40 })).rejects.toMatchObject({
    code: 'timeout',
  })
})

test.each([0, -1, 1.5, Number.NaN, 2 ** 60])(
  'the size %d is refused before anything is sent',
  async (size) => {
    const client = await connect(await receiving([], 1))
    await expect(client.fileSendPrivate(to(size), [])).rejects.toMatchObject({
      code: 'bad-size',
      definite: true,
    })
    await client.close()
  },
)

test('a large file holds little in memory while the server is slow', async () => {
  const size = 64 * 1024 * 1024
  let isReading = () => {}
  const reading = new Promise<void>((resolve) => {
    isReading = resolve
  })
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write('success ready')
    peer.socket.pause()
    await reading
    let left = size
    while (left > 0) left -= (await peer.bytes(Math.min(left, 1024 * 1024))).length
    peer.write(`success ${JSON.stringify({ ...STORED, size })}`)
  })
  const client = await connect(address)
  let given = 0
  async function* large() {
    for (; given < size; given += 65_536) yield Buffer.alloc(65_536)
  }
  const sending = client.fileSendPrivate(to(size), large())
  await delay(150)
  expect(given).toBeLessThan(size / 2)
  isReading()
  expect((await sending).value?.size).toBe(size)
  client.reset()
})

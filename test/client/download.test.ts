import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { serve } from './scripted-server.js'

const bytes = Buffer.from('\x89PNG\r\n\n\nsuccess no\nfailed no\n', 'latin1')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const header = (more: object = {}) =>
  `success ${JSON.stringify({ name: 'a.png', size: bytes.length, mime: 'image/png', sha256, ...more })}`
const asked = { name: 'bob', file: 'f1' }

async function all(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const taken: Buffer[] = []
  for await (const chunk of chunks) taken.push(chunk)
  return Buffer.concat(taken)
}

/** Answers the first request with `said`, the others with their line. */
const offering = (said: string, body: Uint8Array) =>
  serve(async (peer) => {
    await peer.line()
    peer.write(said)
    peer.socket.write(body)
    for (let line = await peer.line(); line !== undefined; line = await peer.line())
      peer.write(`success ${line}`)
    peer.socket.end()
  })

test('a file comes with its header and its bytes, and what is asked behind it is answered', async () => {
  const trace: string[] = []
  const client = await connect(await offering(header(), bytes), {
    trace: (direction, line) => trace.push(`${direction} ${line}`),
  })
  const getting = client.fileGetPrivate(asked)
  const next = client.contactGet()
  const file = await getting
  expect(file).toMatchObject({ size: bytes.length, value: { name: 'a.png', mime: 'image/png', sha256 } })
  expect(await all(file.bytes)).toEqual(bytes)
  expect((await next).text).toBe('CONTACT-GET')
  expect(trace).toContain(`received (${bytes.length} bytes)`)
  await client.close()
})

test('a refused file leaves the connection usable', async () => {
  const client = await connect(await offering('failed unknown-file: gone', Buffer.alloc(0)))
  await expect(client.fileGetGroup({ code: 'g', file: 'f' })).rejects.toMatchObject({ code: 'unknown-file' })
  await client.contactGet()
  await client.close()
})

test('bytes that are not those announced are an error at their end, and the connection goes on', async () => {
  const client = await connect(await offering(header(), Buffer.from(bytes).fill('x', 3, 4)))
  const file = await client.fileGetPrivate(asked)
  await expect(all(file.bytes)).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining(sha256),
  })
  await client.contactGet()
  await client.close()
})

test('a server that tells only the size is enough', async () => {
  const client = await connect(await offering(`success {"size":${bytes.length}}`, bytes))
  const file = await client.fileGetPrivate(asked)
  expect(file.value).toBeUndefined()
  expect(await all(file.bytes)).toEqual(bytes)
  await client.close()
})

test('an empty file is complete as it is', async () => {
  const client = await connect(await offering('success {"size":0}', Buffer.alloc(0)))
  expect(await all((await client.fileGetPrivate(asked)).bytes)).toHaveLength(0)
  await client.contactGet()
  await client.close()
})

test.each([
  'success here it comes',
  'success {"size":-1}',
  'success {"size":1.5}',
  'success {"size":"9"}',
  'success',
])('%j says no size: nothing behind it can be read', async (said) => {
  const client = await connect(await offering(said, bytes))
  await expect(client.fileGetPrivate(asked)).rejects.toMatchObject({ code: 'protocol' })
  await client.closed
})

test('breaking off closes the connection', async () => {
  const client = await connect(
    await offering(header({ size: 10_000_000, sha256: undefined }), Buffer.alloc(500_000)),
  )
  const file = await client.fileGetPrivate(asked)
  const next = client.contactGet()
  for await (const _ of file.bytes) break
  await client.closed
  await expect(next).rejects.toMatchObject({ code: 'disconnected', definite: true })
})

test('a connection that ends too early is an error for who reads, also for who begins late', async () => {
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write(header({ size: 1_000 }))
    peer.socket.end('part')
  })
  for (const late of [0, 50]) {
    const client = await connect(address)
    const file = await client.fileGetPrivate(asked)
    await delay(late)
    await expect(all(file.bytes)).rejects.toMatchObject({ code: 'disconnected' })
  }
})

test('a silent server is given up, a slow reader is not', async () => {
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write(header({ size: 300_000, sha256: undefined }))
    peer.socket.write(Buffer.alloc(200_000))
  })
  const client = await connect(address, { timeout: 60 })
  const { bytes: chunks } = await client.fileGetPrivate(asked)
  await delay(150)
  let taken = 0
  const reading = (async () => {
    for await (const chunk of chunks) taken += chunk.length
  })()
  await expect(reading).rejects.toMatchObject({ code: 'timeout' })
  expect(taken).toBeGreaterThan(0)
})

test('a reader that does not read holds the server back', async () => {
  const size = 64 * 1024 * 1024
  let written = 0
  const address = await serve(async (peer) => {
    await peer.line()
    peer.write(`success {"size":${size}}`)
    for (; written < size; written += 65_536) {
      if (!peer.socket.write(Buffer.alloc(65_536)))
        await new Promise((resolve) => peer.socket.once('drain', resolve))
    }
  })
  const client = await connect(address)
  const file = await client.fileGetPrivate(asked)
  await delay(150)
  expect(written).toBeLessThan(size / 2)
  let taken = 0
  for await (const chunk of file.bytes) taken += chunk.length
  expect(taken).toBe(size)
  client.reset()
})

test('the caller may give a download up', async () => {
  const controller = new AbortController()
  const client = await connect(await offering(header({ size: 1_000 }), Buffer.from('part')))
  const file = await client.fileGetPrivate(asked, { signal: controller.signal })
  const reading = all(file.bytes)
  await delay(10)
  controller.abort()
  await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  await client.closed
})

test('closing is not held up for ever by a file that nobody takes', async () => {
  const client = await connect(await offering(header({ size: 10_000_000 }), Buffer.alloc(5_000_000)), {
    timeout: 60,
  })
  await client.fileGetPrivate(asked)
  await client.close()
})

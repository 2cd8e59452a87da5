import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openTcp } from '../../../src/client/transports/tcp.js'
import { serve } from '../scripted-server.js'

const open = (address: string, timeout = 2_000, signal?: AbortSignal) =>
  openTcp(new URL(address), { timeout, signal })

async function all(bytes: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of bytes) text += chunk.toString('latin1')
  return text
}

/** An address that refuses: its port was free a moment ago. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await once(server.close(), 'close')
  return `127.0.0.1:${typeof address === 'object' && address?.port}`
}

test('what arrives is read after our side has ended', async () => {
  const address = await serve(async (peer) => {
    while ((await peer.line()) !== undefined);
    await delay(20)
    peer.socket.end('late\n')
  })
  const transport = await open(address)
  await transport.send('ask\n')
  transport.end()
  expect(await all(transport.received)).toBe('success welcome\nlate\n')
  transport.close()
})

test("the server's end leaves our side open", async () => {
  let heard: string | undefined
  const address = await serve(async (peer) => {
    peer.socket.end()
    heard = await peer.line()
  })
  const transport = await open(address)
  expect(await all(transport.received)).toBe('success welcome\n')
  await transport.send('still here\n')
  await expect.poll(() => heard).toBe('still here')
  transport.close()
})

test('an IPv6 address may stand in brackets', async () => {
  const address = await serve((peer) => peer.socket.end(), { host: '::1' })
  const transport = await open(address)
  expect(await all(transport.received)).toBe('success welcome\n')
  transport.close()
})

test('a refused connection names the address and what to try', async () => {
  const address = await nobody()
  await expect(open(`tcp://${address}`)).rejects.toMatchObject({
    name: 'ChatError',
    code: 'unreachable',
    definite: true,
    message: expect.stringMatching(new RegExp(`${address}.*pychat serve`)),
  })
})

test('a refused name with several addresses says so as well', async () => {
  const port = (await nobody()).split(':')[1]
  await expect(open(`tcp://localhost:${port}`)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(`localhost:${port}.*nothing listens`),
  })
})

test('an unknown host and a missing one are unreachable', async () => {
  await expect(open('tcp://no-such-host.invalid')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no-such-host.invalid:8000'),
  })
  await expect(open('tcp:///path')).rejects.toMatchObject({ code: 'unreachable' })
})

test('a signal that fired, or fires while connecting, gives up', async () => {
  const address = await serve(() => {})
  await expect(open(address, 1_000, AbortSignal.abort('why'))).rejects.toMatchObject({
    code: 'aborted',
    definite: true,
    cause: 'why',
  })
  const controller = new AbortController()
  const opening = open(address, 1_000, controller.signal)
  controller.abort()
  await expect(opening).rejects.toMatchObject({ code: 'aborted' })
})

test('connecting has a deadline', async () => {
  // Zero milliseconds are over before any connection is made.
  const opening = open(await serve(() => {}), 0)
  const until = performance.now() + 20
  while (performance.now() < until);
  await expect(opening).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('within 0 ms'),
  })
})

test('a connection that breaks is disconnected for who reads and who sends', async () => {
  const address = await serve(async (peer) => {
    await peer.line()
    peer.socket.resetAndDestroy()
  })
  const transport = await open(address)
  await transport.send('x\n')
  await expect(all(transport.received)).rejects.toMatchObject({
    code: 'disconnected',
    message: expect.stringContaining('ECONNRESET'),
  })
  await expect(transport.send('y')).rejects.toMatchObject({ code: 'disconnected' })
})

test('after a close of our own the reading ends quietly and sending fails', async () => {
  const transport = await open(await serve(() => {}))
  const reading = all(transport.received)
  await turn()
  transport.close()
  await reading
  await expect(transport.send('x')).rejects.toMatchObject({ code: 'disconnected' })
})

test('a reset reaches the server as one, whatever is queued', async () => {
  let error: NodeJS.ErrnoException | undefined
  const address = await serve((peer) => {
    peer.socket.on('error', (cause) => {
      error = cause
    })
    return peer.bytes(10)
  })
  const transport = await open(address)
  await transport.send('abc')
  await delay(20)
  transport.reset()
  await expect.poll(() => error?.code).toBe('ECONNRESET')
})

test('a server that does not read holds the sender back, and its going away frees it', async () => {
  let goAway = () => {}
  const address = await serve((peer) => {
    peer.socket.pause()
    goAway = () => peer.socket.resetAndDestroy()
  })
  const transport = await open(address)
  const megabyte = Buffer.alloc(1024 * 1024)
  let accepted = 0
  const sending = (async () => {
    for (;;) {
      await transport.send(megabyte)
      accepted++
    }
  })()
  const failed = expect(sending).rejects.toMatchObject({ code: 'disconnected' })
  await delay(150)
  const held = accepted
  await delay(50)
  expect(accepted).toBe(held)
  expect(held).toBeLessThan(64)
  goAway()
  await failed
})

test('a reader that does not read holds the server back', async () => {
  let written = 0
  const address = await serve(async ({ socket }) => {
    while (!socket.destroyed) {
      if (!socket.write(Buffer.alloc(1024 * 1024))) await once(socket, 'drain')
      written++
    }
  })
  const transport = await open(address)
  await delay(150)
  const held = written
  await delay(50)
  expect(written).toBe(held)
  expect(held).toBeLessThan(64)
  transport.close()
})

test('what waits to be sent still goes out after an end', async () => {
  let heard = 0
  const address = await serve(async (peer) => {
    heard = (await peer.bytes(Number.POSITIVE_INFINITY)).length
    peer.socket.end()
  })
  const transport = await open(address)
  const sending = transport.send(Buffer.alloc(8 * 1024 * 1024))
  transport.end()
  await sending
  await all(transport.received)
  expect(heard).toBe(8 * 1024 * 1024)
  transport.close()
})

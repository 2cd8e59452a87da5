import { once } from 'node:events'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { OpenTransport, TlsOptions } from '../../src/client/transport.js'
import type { Certificate } from '../../src/server/options.js'
import { type Peer, serve as serveScript } from '../client/scripted-server.js'

/** A transport whose bytes are the wire's own, and what a peer of it needs. */
export interface SocketHarness {
  readonly open: OpenTransport
  /** The peer's certificate, where it speaks TLS. */
  readonly certificate?: () => Certificate
}

async function all(bytes: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of bytes) text += chunk.toString('latin1')
  return text
}

/** What every transport keeps that is one connection, byte for byte. */
export function socketTransportContract({ open: openTransport, certificate }: SocketHarness): void {
  const serve = (script: (peer: Peer) => unknown, host = '127.0.0.1') =>
    serveScript(script, { host, tls: certificate?.() })
  const open = (address: string, timeout = 2_000) => {
    const tls: TlsOptions | undefined = certificate && { ca: certificate().cert }
    return openTransport(new URL(address), { timeout, tls })
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
    const address = await serve((peer) => peer.socket.end(), '::1')
    const transport = await open(address)
    expect(await all(transport.received)).toBe('success welcome\n')
    transport.close()
  })

  test('a connection that breaks is disconnected for who reads and who sends', async () => {
    const address = await serve(async (peer) => {
      await peer.line()
      peer.reset()
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
      goAway = () => peer.reset()
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
}

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that systems hand out for outgoing connections: one of those could be taken again while the server is
 * down, and a client that tries it then may even connect to itself.
 */
const FIRST = 20_000
const LAST = 32_000
const TRIES = 200

/** Ports that servers of this process have, running or not. */
const reserved = new Set<number>()

/** A port on 127.0.0.1 that nobody listens on, reserved in this process until `releasePort`. */
export async function reservePort(): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = randomInt(FIRST, LAST)
    if (reserved.has(port)) continue
    reserved.add(port)
    if (await isFree(port)) return port
    reserved.delete(port)
  }
  throw new Error(`no free port from ${FIRST} to ${LAST} was found in ${TRIES} tries`)
}

export function releasePort(port: number): void {
  reserved.delete(port)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}

import { connect, type Socket } from 'node:net'
import { schemeOf, schemes } from '../../protocol/schemes.js'
import { ChatError } from '../chat-error.js'
import { Deadline } from '../deadline.js'
import { onAbort } from '../on-abort.js'
import type { OpenOptions } from '../transport.js'

const KEEP_ALIVE_MS = 30_000

/** Where to connect to. */
export interface Endpoint {
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port: number
  /** As people write it. */
  readonly text: string
}

/** What a URL names; the port is its scheme's unless given. */
export function endpointOf(url: URL): Endpoint {
  const scheme = schemeOf(url) ?? 'tcp'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '') {
    throw new ChatError('unreachable', `the address names no host: write ${scheme}://host:port`)
  }
  const port = Number(url.port || schemes[scheme].port)
  return { host, port, text: `${url.hostname}:${port}` }
}

/** A TCP connection, once it is made. Rejects with a ChatError: `unreachable` or `aborted`. */
export async function dial(endpoint: Endpoint, options: OpenOptions): Promise<Socket> {
  if (endpoint.host !== 'localhost') return dialHost(endpoint, endpoint.host, options)
  // Always these two (RFC 6761). Node takes some milliseconds to look a name up, more than all that follows here.
  const first = await dialHost(endpoint, '127.0.0.1', options).catch(ifRefused)
  if (!(first instanceof ChatError)) return first
  return dialHost(endpoint, '::1', options).catch((error: ChatError) => {
    throw error.code === 'unreachable' ? first : error
  })
}

/** Passes an error on where nothing listens at an address, which is told at once. */
function ifRefused(error: ChatError): ChatError {
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED') return error
  throw error
}

/** @param host a name or an address of what the endpoint names */
async function dialHost(
  { port, text }: Endpoint,
  host: string,
  { timeout, signal }: OpenOptions,
): Promise<Socket> {
  if (signal?.aborted) throw aborted(signal.reason)
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    // The server's end must not end our side while we still send, and ours must not stop the reading.
    allowHalfOpen: true,
  })
  await until(socket, 'connect', {
    timeout,
    signal,
    late: () => late(text, timeout),
    broken: (cause) => {
      // Where a name has several addresses the error is an aggregate: it has a code, but no message.
      const reason = advice[cause.code ?? ''] ?? (cause.message || cause.code || '')
      return unreachable(text, reason, cause)
    },
  })
  return socket
}

interface Bounds extends Pick<OpenOptions, 'timeout' | 'signal'> {
  readonly late: () => ChatError
  readonly broken: (cause: NodeJS.ErrnoException) => ChatError
}

/** Resolves at a socket's event; rejects, the socket destroyed, where it breaks before, or not in time. */
export function until(
  socket: Socket,
  event: string,
  { timeout, signal, late, broken }: Bounds,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      deadline.stop()
      stopListening()
      socket.off(event, done).off('error', failed)
    }
    const giveUp = (error: ChatError) => {
      settle()
      socket.destroy()
      reject(error)
    }
    const done = () => {
      settle()
      resolve()
    }
    const failed = (cause: NodeJS.ErrnoException) => giveUp(broken(cause))
    const deadline = new Deadline(timeout, () => giveUp(late()))
    const stopListening = onAbort(signal, (reason) => giveUp(aborted(reason)))
    deadline.start()
    // One that comes later is noticed by whoever uses the socket; without a listener it would end the process.
    socket.on('error', () => {})
    socket.once(event, done).once('error', failed)
    if (signal?.aborted) giveUp(aborted(signal.reason))
  })
}

/** No connection can be made there, and why. */
export const unreachable = (address: string, reason: string, cause?: unknown): ChatError =>
  new ChatError('unreachable', `cannot connect to ${address}: ${reason}`, { cause })

/** No connection was made in time. */
export const late = (address: string, timeout: number): ChatError =>
  unreachable(address, `no answer within ${timeout} ms: check the address and the network, or wait longer`)

/** What a person can do about the usual reasons. */
export const advice: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: start a server with `pychat serve`, or check the address',
  ENOTFOUND: 'there is no host of that name: check the address',
  EAI_AGAIN: 'the name could not be looked up: check the network',
  ETIMEDOUT: 'no answer: check the address and the network',
  EHOSTUNREACH: 'the host cannot be reached: check the address and the network',
  ENETUNREACH: 'the network cannot be reached: check the address and the network',
}

/** The caller gave up. */
export const aborted = (cause: unknown) =>
  new ChatError('aborted', 'given up before a connection was made', { cause, definite: true })

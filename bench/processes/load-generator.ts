import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { readerName, tokenOf } from '../cast.js'
import { answering } from './answering.js'
import { connectTo, logIn } from './dialogue.js'
import { HttpSender } from './http-sender.js'
import { Sender } from './sender.js'

/** One measurement of sending. */
export interface Load {
  readonly port: number
  readonly connections: number
  /** Requests in flight on each connection. */
  readonly window: number
  /** To how many people each connection writes. */
  readonly readersEach: number
  /** Over HTTP, with a token in each request. */
  readonly http?: true
  /** In milliseconds. */
  readonly warmUp: number
  readonly measure: number
}

export interface LoadResult {
  /** All messages that were sent, those of the warm-up too. */
  readonly count: number
  readonly perSecond: number
  /** Milliseconds from a request's write to its reply's arrival. */
  readonly p50: number
  readonly p99: number
  /** The part of one processor that the generator itself was busy. */
  readonly busy: number
}

/** Logged-in connections that then do nothing: as many in all as `idle`; 0 breaks them all. */
export interface Idle {
  readonly port: number
  readonly idle: number
}

/** Logins under way at once. */
const AT_ONCE = 64

const idle: Socket[] = []

answering<Load | Idle>((question) => ('idle' in question ? keepIdle(question) : measure(question)))

async function measure(load: Load): Promise<LoadResult> {
  const times = new Times()
  const open = load.http ? connectTo : logIn
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, (_, i) => open(load.port, tokenOf(i))),
  )
  const senders = sockets.map((socket, i) => {
    const readers = Array.from({ length: load.readersEach }, (_, r) => readerName(i, r))
    const answered = (ms: number) => times.add(ms)
    return load.http
      ? new HttpSender(socket, tokenOf(i), readers[0]!, answered)
      : new Sender(socket, readers, load.window, answered)
  })
  for (const sender of senders) sender.start()
  await pause(load.warmUp)
  const warm = times.count
  times.clear()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await pause(load.measure)
  const elapsed = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const measured = times.count
  await Promise.all(senders.map((sender) => sender.stop()))
  for (const socket of sockets) socket.resetAndDestroy()
  const count = warm + times.count
  const [p50, p99] = times.percentiles(measured, [0.5, 0.99]) as [number, number]
  return { count, perSecond: (measured / elapsed) * 1000, p50, p99, busy: (user + system) / 1000 / elapsed }
}

async function keepIdle({ port, idle: wanted }: Idle): Promise<void> {
  const logIns = async () => {
    while (idle.length < wanted) {
      const at = idle.length
      idle.length++
      const socket = await logIn(port, tokenOf(at))
      socket.on('error', () => {}).resume()
      idle[at] = socket
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, logIns))
  for (const socket of idle.splice(wanted)) socket.resetAndDestroy()
}

/** Times in the order of arrival; kept flat, so that keeping them costs next to nothing. */
class Times {
  #times = new Float64Array(1 << 20)
  count = 0

  add(milliseconds: number): void {
    if (this.count === this.#times.length) {
      const larger = new Float64Array(2 * this.count)
      larger.set(this.#times)
      this.#times = larger
    }
    this.#times[this.count++] = milliseconds
  }

  clear(): void {
    this.count = 0
  }

  percentiles(count: number, parts: readonly number[]): number[] {
    const sorted = this.#times.subarray(0, count).sort()
    return parts.map((part) => sorted[Math.min(count - 1, Math.floor(count * part))] ?? Number.NaN)
  }
}

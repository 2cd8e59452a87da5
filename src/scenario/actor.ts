import { createHash } from 'node:crypto'
import type { OpenTransport, Transport } from '../client/transport.js'
import { BadLine, LineReader } from '../protocol/line-reader.js'
import { Failure } from './failure.js'
import type { Received } from './matcher.js'
import { pause } from './pause.js'
import type { Profile } from './profile.js'
import type { Transcript } from './transcript.js'

/** What all actors of a case share. */
export interface Stage {
  readonly server: URL
  readonly open: OpenTransport
  readonly profile: Profile
  readonly transcript: Transcript
  readonly signal: AbortSignal
}

/** The longest line of a server that is read as one. */
const LONGEST_LINE = 16 * 1024 * 1024
/** What waits unread beyond this is left to the network, so that a flood costs no memory. */
const MOST_WAITING = LONGEST_LINE + 64 * 1024

const END: Received = { line: null, reading: { kind: 'other', text: '' }, took: 0 }

/**
 * A named connection. Deadlines are instants of `performance.now()`; every wait has one, and ends as a Failure: `fail`
 * where nothing came in time, `error` where the connection broke. One wait at a time.
 */
export class Actor {
  readonly #stage: Stage
  #transport: Transport | undefined
  #reader = new LineReader(LONGEST_LINE)
  /** Lines read already but not claimed, such as an event met on the way to a reply. */
  #pending: Received[] = []
  /** When the bytes up to a place of the stream had arrived. */
  #arrivals: { upTo: number; at: number }[] = []
  #arrived = 0
  #ended = false
  #endTaken = false
  #broken: string | undefined
  #isEnding = false
  #lastSent = 0
  /** Whether it sent something that no barrier has followed. */
  isRecent = false
  #wake = () => {}
  #resume = () => {}

  constructor(
    readonly name: string,
    stage: Stage,
  ) {
    this.#stage = stage
  }

  get isOpen(): boolean {
    return this.#transport !== undefined && !this.#ended && this.#broken === undefined && !this.#isEnding
  }

  /** What became of the connection that no one asked for and nothing has claimed. */
  get surprise(): string | undefined {
    if (this.#isEnding || this.#endTaken) return undefined
    return this.#broken ?? (this.#ended ? 'the server ended it' : undefined)
  }

  /** Connects; what an earlier connection left unread is gone. */
  async connect(deadline: number): Promise<void> {
    this.dispose()
    const { server, open, signal, transcript } = this.#stage
    try {
      const timeout = Math.max(1, Math.ceil(deadline - performance.now()))
      const transport = await open(server, { timeout, signal })
      this.#transport = transport
      transcript.add(this.name, 'note', 'connected')
      void this.#pump(transport)
    } catch (error) {
      throw new Failure('error', `${this.name} cannot connect: ${(error as Error).message}`, {
        unanswered: true,
      })
    }
  }

  /** Sends a line; its end is added. */
  async sendLine(line: string, deadline: number): Promise<void> {
    this.#stage.transcript.add(this.name, 'sent', line)
    await this.send(`${line}\n`, deadline)
  }

  /** Sends exact bytes. The transcript is the caller's. */
  async send(bytes: string | Uint8Array, deadline: number): Promise<void> {
    const transport = this.#transport
    if (!transport) throw new Failure('error', `${this.name} is not connected`)
    // What is sent into a broken connection is lost; what the server did is told by what can still be received.
    if (this.#broken !== undefined || this.#isEnding) return
    this.#lastSent = performance.now()
    this.isRecent = true
    const sending = transport.send(bytes).catch((error: Error) => {
      this.#broken ??= error.message
    })
    const sent = await pause(deadline - performance.now(), this.#stage.signal, sending)
    if (!sent) throw this.#lateFailure('the server took no more bytes')
  }

  /** The next line, or the orderly end of the connection. */
  async receive(deadline: number): Promise<Received> {
    for (;;) {
      const next = this.take()
      if (next) {
        this.#endTaken ||= next.line === null
        return next
      }
      await this.#more(deadline, 'nothing came')
    }
  }

  /** The next line, or the end, if it is there already. */
  take(): Received | undefined {
    const waiting = this.#pending.shift()
    if (waiting) return waiting
    const line = this.#reader.next()
    if (line === undefined) return this.#ended && this.#reader.buffered === 0 ? END : undefined
    const at = this.#claimed()
    if (line instanceof BadLine) {
      const what = line.fault === 'too-long' ? `over ${LONGEST_LINE} bytes` : 'not UTF-8'
      const start = line.bytes.subarray(0, 200)
      this.#stage.transcript.add(this.name, 'received', start.toString('latin1'), at)
      throw new Failure('fail', `the server sent a line that is ${what}`, {
        got: `hex ${start.toString('hex')}`,
      })
    }
    this.#stage.transcript.add(this.name, 'received', line, at)
    return { line, reading: this.#stage.profile.read(line), took: at - this.#lastSent }
  }

  /** Puts lines back, to be received again in this order. */
  putBack(lines: readonly Received[]): void {
    this.#pending.unshift(...lines)
  }

  /** Exactly `size` raw bytes, as their SHA-256 in hexadecimal. */
  async receiveBytes(size: number, deadline: number): Promise<string> {
    const hash = createHash('sha256')
    let left = size
    while (left > 0) {
      const bytes = this.#reader.take(left)
      if (bytes) {
        hash.update(bytes)
        left -= bytes.length
        this.#claimed()
      } else if (this.#ended) {
        throw new Failure('fail', 'the connection ended amid a file', {
          wanted: `${size} bytes`,
          got: `${size - left} bytes, then the end`,
        })
      } else {
        await this.#more(deadline, `${size - left} of ${size} bytes came`)
      }
    }
    this.#stage.transcript.add(this.name, 'received', `<${size} bytes>`)
    return hash.digest('hex')
  }

  /** Ends our side and waits until the server has ended its own, or the deadline: some servers never do. */
  async end(deadline: number): Promise<void> {
    if (!this.#transport || this.#isEnding) return
    this.#isEnding = true
    this.#stage.transcript.add(this.name, 'note', 'closed')
    if (!this.#ended) this.#transport.end()
    while (!this.#ended && this.#broken === undefined && performance.now() < deadline && !this.#isFull()) {
      await this.#wait(deadline)
      if (this.#stage.signal.aborted) return
    }
  }

  /** Breaks the connection, so that the server sees a reset; what was not read is dropped. */
  reset(): void {
    this.#stage.transcript.add(this.name, 'note', 'reset')
    this.#transport?.reset()
    this.#forget()
  }

  /** Ends both sides at once. */
  dispose(): void {
    this.#transport?.close()
    this.#forget()
  }

  #forget(): void {
    this.#transport = undefined
    this.#reader = new LineReader(LONGEST_LINE)
    this.#pending = []
    this.#arrivals = []
    this.#arrived = 0
    this.#ended = this.#endTaken = this.#isEnding = this.isRecent = false
    this.#broken = undefined
    this.#resume()
    this.#wake()
  }

  async #pump(transport: Transport): Promise<void> {
    let broken: string | undefined
    try {
      for await (const bytes of transport.received) {
        if (this.#transport !== transport) return
        this.#reader.push(bytes)
        this.#arrived += bytes.length
        this.#arrivals.push({ upTo: this.#arrived, at: performance.now() })
        this.#wake()
        while (this.#isFull() && this.#transport === transport) {
          await new Promise<void>((resolve) => {
            this.#resume = resolve
          })
        }
      }
    } catch (error) {
      broken = (error as Error).message
    }
    if (this.#transport !== transport) return
    if (broken === undefined) this.#ended = true
    else this.#broken ??= broken
    const last = broken === undefined ? 'the server ended the connection' : `the connection broke: ${broken}`
    this.#stage.transcript.add(this.name, 'note', last)
    this.#wake()
  }

  /** Tells when what was just taken from the reader had arrived, and lets the server go on. */
  #claimed(): number {
    const consumed = this.#arrived - this.#reader.buffered
    while (this.#arrivals.length > 1 && this.#arrivals[0]!.upTo < consumed) this.#arrivals.shift()
    if (!this.#isFull()) this.#resume()
    return this.#arrivals[0]?.at ?? performance.now()
  }

  #isFull(): boolean {
    return this.#reader.buffered > MOST_WAITING
  }

  async #more(deadline: number, sofar: string): Promise<void> {
    if (!this.#transport) throw new Failure('error', `${this.name} is not connected`)
    if (this.#broken !== undefined)
      throw new Failure('error', `the connection of ${this.name} broke: ${this.#broken}`)
    if (this.#ended) {
      const rest = this.#reader.take(200)!.toString('latin1')
      throw new Failure('fail', 'the connection ended amid a line', { got: rest })
    }
    if (performance.now() >= deadline || this.#stage.signal.aborted) throw this.#lateFailure(sofar)
    await this.#wait(deadline)
  }

  async #wait(deadline: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    await pause(deadline - performance.now(), this.#stage.signal, woken)
  }

  #lateFailure(sofar: string): Failure {
    return this.#stage.signal.aborted
      ? new Failure('error', 'interrupted')
      : new Failure('fail', `${sofar} in time`, { got: 'nothing in time', unanswered: true })
  }
}

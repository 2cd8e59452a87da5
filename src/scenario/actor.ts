import { createHash } from 'node:crypto'
import { ChatError } from '../client/chat-error.js'
import type { OpenTransport, Transport } from '../client/transport.js'
import { BadLine } from '../protocol/line-reader.js'
import { Failure } from './failure.js'
import { type Arrival, Inbox, LONGEST_LINE } from './inbox.js'
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
  signal: AbortSignal
}

const END: Received = { line: null, reading: { kind: 'other', text: '' }, took: 0 }

/**
 * A named connection. Deadlines are instants of `performance.now()`; every wait has one, and ends as a Failure: `fail`
 * where nothing came in time or the server broke the protocol, `error` where the connection broke. One wait at a time.
 */
export class Actor {
  /** Whether it sent something that no barrier has followed. */
  isRecent = false
  readonly #stage: Stage
  #transport: Transport | undefined
  #inbox = new Inbox()
  /** Lines read already but not claimed, such as an event met on the way to a reply. */
  #pending: Received[] = []
  #hasClosed = false
  #ended = false
  #endTaken = false
  #broken: Error | undefined
  #lastSent = 0
  #isPaused = false
  /** Set while another actor's failure ends what this one waits for. */
  #isCut = false
  /** Which connection this is: one that is made too late is closed at once. */
  #turn = 0
  /** How many requests have no reply that was taken. */
  #owed = 0
  #isAmidLine = false
  /** Set where the server was ended on purpose: that its connections end is no surprise. */
  #isReleased = false
  #wake = () => {}

  constructor(
    readonly name: string,
    stage: Stage,
  ) {
    this.#stage = stage
  }

  get isOpen(): boolean {
    return this.#transport !== undefined && !this.#hasClosed && !this.#isOver
  }

  /** What became of the connection without the actor's doing, where nothing has claimed it. */
  get surprise(): Failure | undefined {
    if (this.#isReleased) return undefined
    if (this.#broken !== undefined) return this.#breakFailure()
    const isSurprise = this.#ended && !this.#hasClosed && !this.#endTaken
    return isSurprise ? new Failure('fail', `the server ended the connection of ${this.name}`) : undefined
  }

  /** Connects; what an earlier connection left unread is gone. */
  async connect(deadline: number): Promise<void> {
    this.dispose()
    const { server, open, signal, transcript } = this.#stage
    const turn = this.#turn
    try {
      const timeout = Math.min(Math.max(1, Math.ceil(deadline - performance.now())), 2 ** 31 - 1)
      const transport = await open(server, { timeout, signal })
      if (turn !== this.#turn) {
        transport.close()
        throw new Error('it is not wanted any more')
      }
      this.#transport = transport
      transcript.add(this.name, 'note', 'connected')
      void this.#pump(transport)
    } catch (error) {
      const message = `${this.name} cannot connect: ${(error as Error).message}`
      throw new Failure('error', message, { unanswered: true })
    }
  }

  /** Sends a line; its end is added. */
  async sendLine(line: string, deadline: number): Promise<void> {
    this.#stage.transcript.add(this.name, 'sent', line)
    const text = `${line}${this.#stage.profile.lineEnd}`
    this.owe(text)
    await this.send(text, deadline)
  }

  /** Sends exact bytes. The transcript is the caller's. */
  async send(bytes: string | Uint8Array, deadline: number): Promise<void> {
    const transport = this.#connected()
    if (this.#isCut) throw cutShort()
    if (this.#hasClosed) throw new Failure('error', `${this.name} has closed its side already`)
    this.#lastSent = performance.now()
    this.isRecent = true
    // Where the connection is broken, what can still be received tells more than the sending does.
    const sending = transport.send(bytes).catch(() => {})
    const isSent = await pause(deadline - performance.now(), this.#stage.signal, sending)
    if (!isSent) throw this.#lateFailure('the server took no more bytes')
  }

  /** The next line, or the orderly end of the connection. */
  async receive(deadline: number): Promise<Received> {
    for (;;) {
      if (this.#isCut) throw cutShort()
      const next = this.take()
      if (next) {
        this.#endTaken ||= next.line === null
        if (next.reading.kind !== 'event') this.#owed = Math.max(0, this.#owed - 1)
        return next
      }
      await this.#more(deadline, 'nothing came')
    }
  }

  /** The next line, or the end, if it is there already. */
  take(): Received | undefined {
    const waiting = this.#pending.shift()
    if (waiting) return waiting
    for (let arrival = this.#inbox.line(); arrival; arrival = this.#inbox.line()) {
      const received = this.#read(arrival)
      if (received.reading.kind !== 'noise') return received
    }
    return this.#ended && this.#inbox.isEmpty ? END : undefined
  }

  /** Counts the requests in what is sent: each is owed a reply. */
  owe(bytes: string | Buffer): void {
    const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
    this.#owed += text.split('\n').length - 1
    if (text !== '') this.#isAmidLine = !text.endsWith('\n')
  }

  /** Has the case skipped where the connection carries no stream of bytes, and so has none of this. */
  needStream(what: string): void {
    const { translation } = this.#connected()
    if (translation && !translation.isUploading) throw new Failure('skip', `HTTP carries no ${what}`)
  }

  /** Whether a reply is still to be taken, or a request still to be ended, so that a further one would be mistaken. */
  get isBusy(): boolean {
    return this.#owed > 0 || this.#isAmidLine
  }

  /** Ends whatever it waits for, as long as `during` lasts. */
  async cut(during: Promise<unknown>): Promise<void> {
    this.#isCut = true
    this.#wake()
    await during
    this.#isCut = false
  }

  /** Puts lines back, to be received again in this order. */
  putBack(lines: readonly Received[]): void {
    this.#pending.unshift(...lines)
    this.#owed += lines.filter(({ reading }) => reading.kind !== 'event').length
  }

  /** Exactly `size` raw bytes, as their SHA-256 in hexadecimal. */
  async receiveBytes(size: number, deadline: number): Promise<string> {
    const hash = createHash('sha256')
    let left = size
    while (left > 0) {
      const bytes = this.#inbox.bytes(left)
      if (!bytes) {
        await this.#more(deadline, `${size - left} of ${size} bytes came`)
        continue
      }
      hash.update(bytes)
      left -= bytes.length
    }
    this.#stage.transcript.add(this.name, 'received', `<${size} bytes>`)
    return hash.digest('hex')
  }

  /** Ends our side and waits until the server has ended its own, or the deadline: some servers never do. */
  async close(deadline: number): Promise<void> {
    if (!this.#transport || this.#hasClosed) return
    this.#hasClosed = true
    if (this.#isPaused) this.resume()
    this.#stage.transcript.add(this.name, 'note', 'closed')
    this.#transport.end()
    const { signal } = this.#stage
    while (!this.#isOver && !this.#inbox.isFull && !signal.aborted && performance.now() < deadline) {
      await this.#wait(deadline)
    }
  }

  /** Takes no more bytes from the network, so that the server sees a reader that stands still. */
  pause(): void {
    this.#connected()
    this.#isPaused = true
    this.#stage.transcript.add(this.name, 'note', 'reads no more')
  }

  resume(): void {
    this.#connected()
    this.#isPaused = false
    this.#stage.transcript.add(this.name, 'note', 'reads again')
    this.#inbox.release()
  }

  /** Expects no more of the connection: the server was ended on purpose. */
  release(): void {
    this.#isReleased = true
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

  /** What came, read and put on the timeline. */
  #read({ line, at }: Arrival): Received {
    const { transcript, profile } = this.#stage
    // It may be the answer of this side, which says nothing about the server.
    const unsaid = this.#transport?.translation?.unsaid
    if (unsaid !== undefined) throw new Failure('skip', unsaid)
    const took = at - this.#lastSent
    if (!(line instanceof BadLine)) {
      transcript.add(this.name, 'received', line, at)
      return { line, reading: profile.read(line), took }
    }
    const text = transcript.shown(line.bytes)
    transcript.add(this.name, 'received', text, at)
    if (line.fault === 'too-long') {
      throw new Failure('fail', `the server sent a line that is over ${LONGEST_LINE} bytes`, { got: text })
    }
    return { line: text, bytes: line.bytes, reading: { kind: 'other', text }, took }
  }

  get #isOver(): boolean {
    return this.#ended || this.#broken !== undefined
  }

  #connected(): Transport {
    if (!this.#transport) throw new Failure('error', `${this.name} is not connected`)
    return this.#transport
  }

  #forget(): void {
    this.#transport = undefined
    this.#inbox.release()
    this.#inbox = new Inbox()
    this.#pending = []
    this.#hasClosed = this.#ended = this.#endTaken = this.isRecent = false
    this.#isPaused = this.#isReleased = this.#isAmidLine = false
    this.#owed = 0
    this.#turn++
    this.#broken = undefined
    this.#wake()
  }

  async #pump(transport: Transport): Promise<void> {
    const inbox = this.#inbox
    let broken: Error | undefined
    try {
      for await (const bytes of transport.received) {
        if (this.#transport !== transport) return
        inbox.push(bytes)
        this.#wake()
        while ((inbox.isFull || this.#isPaused) && this.#transport === transport) await inbox.room()
      }
    } catch (error) {
      broken = error as Error
    }
    if (this.#transport !== transport) return
    this.#ended = broken === undefined
    this.#broken = broken
    this.#stage.transcript.add(this.name, 'note', broken?.message ?? 'the server ended the connection')
    this.#wake()
  }

  /** Waits for more than there is; what came `sofar` is told where no more will. */
  async #more(deadline: number, sofar: string): Promise<void> {
    this.#connected()
    if (this.#isCut) throw cutShort()
    if (this.#broken !== undefined) throw this.#breakFailure()
    if (this.#ended) {
      throw new Failure('fail', 'the connection ended amid a line or a file', {
        got: `${sofar}, then the end`,
      })
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

  #breakFailure(): Failure {
    const error = this.#broken
    // What arrives over TCP is judged as it is; over HTTP it may not even be a line.
    const isServersDoing = error instanceof ChatError && error.code === 'protocol'
    const message = `the connection of ${this.name} did not last: ${error?.message}`
    return new Failure(isServersDoing ? 'fail' : 'error', message)
  }
}

const cutShort = () => new Failure('error', 'ended by what failed beside it')

import { BadLine, LineReader } from '../protocol/line-reader.js'
import { refusals } from '../protocol/refusals.js'
import { parseServerLine, type ServerLine } from '../protocol/reply.js'
import { ChatError } from './chat-error.js'
import { Deadline } from './deadline.js'
import { EventQueue } from './event-queue.js'
import { Exchange, type Request } from './exchange.js'
import { Fifo } from './fifo.js'
import { Greeting } from './greeting.js'
import type { IncomingFile } from './incoming-file.js'
import { maskReply, maskRequest } from './mask.js'
import { onAbort } from './on-abort.js'
import type { Transport } from './transport.js'

/** Shows a line of the wire without its end; secrets are masked, a file's bytes are a count. */
export type Trace = (direction: 'sent' | 'received', line: string) => void

/** The longest line of a server in bytes: generous, since a reply may hold 500 messages, and bounded all the same. */
const REPLY_BYTES = 64 * 1024 * 1024

interface Options {
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  readonly trace?: Trace | undefined
}

/**
 * Requests and replies over a transport. Requests are pipelined and their replies matched by their order alone
 * (LINE-10), so whatever makes the order doubtful ends the connection: a request given up after it was sent, a line
 * that is no reply, a reply that nothing asked for. No late reply is ever taken for another's.
 */
export class Wire {
  readonly greeting: Greeting
  /** Resolves when the connection is over, however it ended. */
  readonly closed: Promise<void>
  readonly #transport: Transport
  readonly #options: Options
  readonly #reader = new LineReader(REPLY_BYTES)
  /** Requests that a transfer holds back, or that is one and waits for the replies before it. */
  readonly #waiting = new Fifo<Exchange>()
  /** Requests whose replies have yet to come. */
  readonly #pending = new Fifo<Exchange>()
  readonly #events = new Set<EventQueue>()
  readonly #closingDue: Deadline
  readonly #forget: () => void
  #tellClosed!: () => void
  /** Why the server will not talk, where its greeting says so and no reply followed. */
  #turnedAway: ChatError | undefined
  /** Whether the last request sent is a transfer. */
  #isTransfer = false
  #file: IncomingFile | undefined
  /** Lines of this tick, sent together. */
  #outgoing = ''
  #isClosing = false
  #over: ChatError | undefined

  constructor(transport: Transport, options: Options) {
    this.#transport = transport
    this.#options = options
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve
    })
    const { timeout, signal } = options
    this.greeting = new Greeting(timeout, () => {
      this.end(new ChatError('timeout', `the server sent no greeting within ${timeout} ms: ${CHECK}`))
    })
    this.#closingDue = new Deadline(timeout, () => {
      this.end(new ChatError('disconnected', `the server did not close within ${timeout} ms`))
    })
    this.#forget = onAbort(signal, (reason) => this.end(aborted(reason)))
    void this.#read()
    if (signal?.aborted) this.end(aborted(signal.reason))
  }

  /** Sends a request as soon as its turn comes. What becomes of it is told to the request. */
  submit(request: Request): void {
    const exchange = this.#exchange(request)
    const obstacle = this.#obstacle(request.signal)
    if (obstacle) {
      exchange.fail(exchange.error(obstacle.code, obstacle.message, obstacle))
    } else {
      this.#waiting.push(exchange)
      this.#pump()
    }
  }

  /** Makes room for one more reply to what was sent already. Its deadline is the caller's to start. */
  expect(request: Request): Exchange {
    const exchange = this.#exchange(request)
    exchange.sent = true
    this.#pending.push(exchange)
    return exchange
  }

  /** Sends a file's bytes. Resolves when there is room for more. */
  sendBytes(bytes: Uint8Array): Promise<void> {
    return this.#transport.send(bytes)
  }

  /** Shows that so many bytes of a file went over the wire. */
  traceBytes(direction: 'sent' | 'received', count: number): void {
    this.#options.trace?.(direction, `(${count} bytes)`)
  }

  /** What the server pushes from now on. */
  events(): EventQueue {
    const queue = new EventQueue(() => {
      this.#events.delete(queue)
    })
    if (this.#over) queue.end()
    else this.#events.add(queue)
    return queue
  }

  /** Lets what was asked be answered, then ends our side and waits for the server's, at most `timeout` of silence. */
  close(): Promise<void> {
    if (!this.#over && !this.#isClosing) {
      this.#isClosing = true
      this.#closingDue.start()
      this.#pump()
    }
    return this.closed
  }

  /** Ends the connection at once. Whoever still waits fails with the reason's code and words. */
  end(reason: ChatError, how: 'close' | 'reset' = 'close'): void {
    if (this.#over) return
    this.#over = reason
    this.#transport[how]()
    this.#closingDue.stop()
    this.#forget()
    this.greeting.fail(reason)
    this.#file?.fail(reason)
    for (const queue of [this.#pending, this.#waiting]) {
      for (let exchange = queue.shift(); exchange; exchange = queue.shift()) {
        exchange.fail(exchange.error(reason.code, reason.message, reason))
      }
    }
    for (const queue of this.#events) queue.end()
    this.#tellClosed()
  }

  /** Why nothing can be asked, if so. */
  #obstacle(signal: AbortSignal | undefined): ChatError | undefined {
    if (this.#over) return this.#over
    if (this.#isClosing) return new ChatError('disconnected', 'the connection is being closed')
    return signal?.aborted ? aborted(signal.reason) : undefined
  }

  #exchange(request: Request): Exchange {
    const exchange = new Exchange(request, (error) => {
      const words = `the connection was closed, since a request was given up: ${error.message}`
      if (exchange.sent) this.end(new ChatError('disconnected', words))
    })
    return exchange
  }

  #pump(): void {
    for (let next = this.#waiting.first; next; next = this.#waiting.first) {
      const isAlone = this.#pending.size === 0 && !this.#file
      if ((this.#isTransfer || next.request.transfer) && !isAlone) return
      this.#waiting.shift()
      if (!next.settled) this.#send(next)
    }
    if (this.#isClosing && this.#pending.size === 0 && !this.#file) {
      this.#flush()
      this.#transport.end()
    }
  }

  #send(exchange: Exchange): void {
    const { line, transfer } = exchange.request
    if (this.#outgoing === '') process.nextTick(() => this.#flush())
    this.#outgoing += `${line}\n`
    this.#isTransfer = transfer === true
    this.#pending.push(exchange)
    exchange.sent = true
    exchange.deadline.start()
    this.#options.trace?.('sent', maskRequest(line))
  }

  #flush(): void {
    const lines = this.#outgoing
    this.#outgoing = ''
    // Where it fails the connection is broken, and the reading tells.
    if (lines !== '' && !this.#over) this.#transport.send(lines).catch(() => {})
  }

  async #read(): Promise<void> {
    let reason = new ChatError('disconnected', 'the server closed the connection')
    try {
      for await (const bytes of this.#transport.received) {
        if (this.#isClosing) this.#closingDue.start()
        this.#reader.push(bytes)
        while (!this.#over && (this.#file ? await this.#takeBytes(this.#file) : this.#takeLine())) {}
        if (this.#over) return
      }
    } catch (cause) {
      reason = cause instanceof ChatError ? cause : new ChatError('disconnected', String(cause), { cause })
    }
    if (!this.greeting.isTaken && reason.code === 'disconnected') {
      const words = `${reason.message}; it sent no greeting: ${CHECK}`
      reason = new ChatError('disconnected', words, { cause: reason })
    }
    this.end(this.#turnedAway ?? reason)
  }

  /** Whether there was a line to take. */
  #takeLine(): boolean {
    const line = this.#reader.next()
    if (line === undefined) return false
    if (line instanceof BadLine) this.end(new ChatError('protocol', faults[line.fault]))
    else if (this.greeting.isTaken) this.#takeReply(line)
    else this.#takeGreeting(line)
    return true
  }

  /** Whether there were bytes to take. */
  async #takeBytes(file: IncomingFile): Promise<boolean> {
    const bytes = this.#reader.take(file.left)
    if (!bytes) return false
    await file.push(bytes)
    if (file.left === 0) {
      this.traceBytes('received', file.size)
      this.#file = undefined
      this.#pump()
    }
    return true
  }

  #begin(file: IncomingFile | undefined): void {
    // An empty file is complete as it is.
    if (file && file.left > 0) this.#file = file
  }

  #takeGreeting(line: string): void {
    this.#options.trace?.('received', line)
    const greeting = parseServerLine(line)
    if (greeting.type === 'failed') this.#turnedAway = refused(greeting)
    this.greeting.take(line)
    if (/^HTTP\/\d/.test(line)) {
      this.end(new ChatError('protocol', 'the server there speaks HTTP: its address begins with http://'))
    }
  }

  #takeReply(line: string): void {
    const reply = parseServerLine(line)
    const exchange = reply.type === 'event' ? undefined : this.#pending.first
    const shown = () => (exchange ? maskReply(line, exchange.request.line) : line)
    this.#options.trace?.('received', shown())
    if (reply.type === 'event') {
      for (const queue of this.#events) queue.push(reply.event, line.length)
    } else if (reply.type === 'other') {
      this.end(new ChatError('protocol', `the server's line is no reply: ${clip(shown())}`))
    } else if (!exchange) {
      this.end(new ChatError('protocol', `the server sent a reply that nothing asked for: ${clip(line)}`))
    } else {
      this.#turnedAway = undefined
      this.#pending.shift()
      if (reply.type === 'failed') exchange.fail(refused(reply))
      else this.#begin(exchange.accept(reply))
      this.#pump()
    }
  }
}

/** A port that speaks TLS says nothing to who speaks plainly, and ends the connection at the first line. */
const CHECK = 'check the port, and whether the address begins with tcp:// or tls://'

const faults: Record<BadLine['fault'], string> = {
  'too-long': `the server's line is longer than ${REPLY_BYTES} bytes`,
  'not-utf8': "the server's line is not UTF-8",
}

const aborted = (cause: unknown) => new ChatError('aborted', 'given up by the caller', { cause })

const refused = ({ code, text }: Extract<ServerLine, { type: 'failed' }>) =>
  new ChatError(code ?? 'refused', text || (code ? refusals[code].words : 'the server gave no cause'))

const clip = (line: string) => (line.length > 200 ? `${line.slice(0, 200)}…` : line)

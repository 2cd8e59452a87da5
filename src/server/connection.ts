import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { LINE_BYTES } from '../protocol/limits.js'
import { BadLine, LineReader } from '../protocol/line-reader.js'
import { Refusal } from '../protocol/refusals.js'
import { formatFailed, formatSuccess } from '../protocol/reply.js'
import { isVerb, rowOf, type Verb } from '../protocol/verbs.js'
import type { Services } from './context.js'
import { Outbox } from './outbox.js'
import { Peer } from './peer.js'
import { perform } from './perform.js'
import type { Participant, Turn } from './turn.js'

/** A step of the server's own that has its place in the order of the requests. */
export interface Step {
  /** Runs inside the turn. */
  run(): void
  /** Cleans up where it did not run, or its turn failed. */
  failed?(): void
  /** Nobody waits for an answer. */
  silent?: true
}

type Item = string | BadLine | Step

/** Bytes that may wait for their turn before the socket is paused. */
const READ_AHEAD = 2 * LINE_BYTES
/** How long a client may take to notice that the server closed, in milliseconds. */
const LINGER = 2000

/** One client's connection: bytes in, requests in order, replies out (LINE-10, LINE-11, REPLY-2). */
export class Connection implements Participant<Item> {
  readonly peer: Peer
  readonly outbox: Outbox
  readonly #socket: Socket
  readonly #closed: (connection: Connection) => void
  readonly #turn: Turn
  readonly #reader = new LineReader(LINE_BYTES)
  #givenBack: Item[] = NO_ITEMS
  /** What comes before everything else: the end of the connection. */
  #urgent: Step | undefined
  /** What a request that others wait for has come to. */
  #resumed: Step | undefined
  /** A request is under way that others wait for. */
  #busy = false
  /** No bytes will come any more, or none are wanted. */
  #ended = false
  /** The session is over; nothing is taken up any more. */
  #left = false
  /** When bytes last moved, in milliseconds. */
  #movedAt = Date.now()
  /** When the line that is not whole yet began at the latest, in milliseconds. */
  #lineSince = 0
  /** Wakes an upload that waits for bytes. */
  #wake: (() => void) | undefined

  /** @param closed called once when it is over */
  constructor(socket: Socket, services: Services, turn: Turn, closed: (connection: Connection) => void) {
    this.#socket = socket
    this.#turn = turn
    this.outbox = new Outbox(socket, turn, services.limits.maxUnread)
    this.peer = new Peer(services, turn, this.outbox, socket.remoteAddress ?? '')
    this.#closed = closed
    const owned = Object.assign(socket, { [CONNECTION]: this })
    owned.on('data', Connection.#onData)
    owned.on('end', Connection.#onEnd)
    owned.on('drain', Connection.#onDrain)
    // A broken connection is over at once: whatever came behind it may already rely on that (CHAT-3).
    owned.on('error', Connection.#onError)
    owned.on('close', Connection.#onClose)
  }

  // Shared by all connections: there may be thousands, and a function each would be most of what an idle one takes.
  static #onData(this: Owned, bytes: Buffer): void {
    this[CONNECTION].#arrived(bytes)
  }
  static #onEnd(this: Owned): void {
    this[CONNECTION].end()
  }
  static #onDrain(this: Owned): void {
    this[CONNECTION].#drained()
  }
  static #onError(this: Owned): void {
    this[CONNECTION].#broke()
  }
  static #onClose(this: Owned): void {
    const connection = this[CONNECTION]
    connection.#broke()
    connection.#closed(connection)
  }

  /** Takes no further bytes; answers what has come whole, then closes (LINE-11). */
  end(): void {
    this.#ended = true
    this.#wake?.()
    this.#turn.join(this)
  }

  /** Breaks it off. */
  destroy(): void {
    this.#socket.destroy()
  }

  /**
   * Says why, and closes with the turn.
   * @param silently needs no store
   */
  close(refusal: Refusal, silently = false): void {
    this.outbox.reply(formatFailed(refusal))
    this.#leave(silently)
  }

  /** Holds back the requests behind this one while something slow is done, which starts once the turn is durable. */
  wait(work: () => Promise<Step>): void {
    this.peer.journal.record(() => {
      this.#busy = false
    })
    this.#busy = true
    this.#turn.afterCommit(() => {
      work().then(
        (step) => this.#resume(step),
        (error) => this.#resume(error === ENDED ? NOTHING : { run: () => this.#incident(error, '') }),
      )
    })
  }

  /** Up to `most` raw bytes that follow on the wire. Rejects where none will come any more. */
  async bytes(most: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.#reader.take(most)
      this.#readOn()
      if (bytes) return bytes
      if (this.#ended || this.#left) throw ENDED
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  /** Ends what stands still for too long; to be called now and then. `now` in milliseconds. */
  watch(now: number): void {
    const { transferTimeout, lineTimeout, loginTimeout } = this.peer.limits
    const idle = now - this.#movedAt
    if (this.#left) {
      if (idle > (this.#socket.writableLength > 0 ? transferTimeout : LINGER)) this.#socket.destroy()
    } else if (this.#wake) {
      if (idle > transferTimeout) this.#expire(`the file stood still for ${seconds(transferTimeout)}`)
    } else if (this.#busy) {
      if (this.outbox.isHolding && idle > transferTimeout) this.#socket.destroy()
    } else if (this.#reader.isPartial && now - this.#lineSince > lineTimeout) {
      this.#expire(`the line did not arrive whole within ${seconds(lineTimeout)}`)
    } else if (!this.peer.session && now - this.peer.withoutSince > loginTimeout) {
      this.#expire(`nobody logged in within ${seconds(loginTimeout)}`)
    }
  }

  take(): Item | undefined {
    if (this.#left) return undefined
    if (this.#urgent) return this.#urgent
    if (this.#resumed) {
      const step = this.#resumed
      this.#resumed = undefined
      this.#busy = false
      return step
    }
    if (this.#busy) return undefined
    if (this.outbox.full) {
      // The system may take at once what is staged, and then no `drain` tells.
      if (this.outbox.isStaged) this.#turn.join(this)
      return undefined
    }
    const item = (this.#givenBack.length > 0 ? this.#givenBack.shift() : undefined) ?? this.#reader.next()
    if (item !== undefined) this.#lineSince = this.#turn.now
    this.#readOn()
    return item ?? (this.#ended ? this.#departure() : undefined)
  }

  settle(item: Item): void {
    // Lines do, but for one that is too long; steps are no lines.
    const isLine = typeof item === 'string' || (item instanceof BadLine && item.fault !== 'too-long')
    if (isLine && this.peer.handout) this.peer.handouts.settle(this.peer)
  }

  perform(item: Item): void {
    if (typeof item === 'string') perform(this, item)
    else if (!(item instanceof BadLine)) item.run()
    else if (item.fault === 'too-long')
      this.close(new Refusal('line-too-long', `a line may hold ${LINE_BYTES} bytes`))
    else this.refuse(new Refusal('malformed', 'the line is not UTF-8'), item.bytes.toString('latin1'))
  }

  fail(item: Item, error: unknown): void {
    const step = isStep(item) ? item : undefined
    step?.failed?.()
    if (item instanceof BadLine && item.fault === 'too-long') this.#leave(true)
    if (step?.silent) this.#socket.destroy()
    else this.#incident(error, typeof item === 'string' ? item : '')
  }

  giveBack(items: Item[]): void {
    this.#givenBack = [...items, ...this.#givenBack]
  }

  /** Stages a reply: a refusal, or what the verb's `success` says. */
  answer(verb: Verb, answer: unknown): void {
    this.outbox.reply(answer instanceof Refusal ? formatFailed(answer) : formatSuccess(verb, answer))
  }

  /** Refuses a line; where it asked to send a file, what came behind it may be the file's bytes (FILE-1). */
  refuse(refusal: Refusal, line: string): void {
    // An incident may be the store's: then it is not asked again.
    if (this.#reader.buffered > 0 && asksToUpload(line)) this.close(refusal, refusal.code === 'internal')
    else this.outbox.reply(formatFailed(refusal))
  }

  #arrived(bytes: Buffer): void {
    if (this.#ended || this.#left) return
    const now = Date.now()
    // What comes in does not make a download that stands still move.
    if (!this.outbox.isHolding) this.#movedAt = now
    if (!this.#reader.isPartial) this.#lineSince = now
    this.#reader.push(bytes)
    if (this.#reader.buffered >= READ_AHEAD) this.#socket.pause()
    if (this.#wake) this.#wake()
    else this.#turn.join(this)
  }

  #readOn(): void {
    if (this.#reader.buffered < READ_AHEAD && this.#socket.isPaused()) this.#socket.resume()
  }

  #drained(): void {
    this.#movedAt = Date.now()
    this.outbox.drained()
    this.#turn.join(this)
  }

  #broke(): void {
    this.#socket.destroy()
    if (this.#left) return
    this.#urgent = this.#departure()
    this.end()
  }

  #expire(cause: string): void {
    const refusal = new Refusal('busy', cause)
    this.#urgent = { ...this.#departure(), run: () => this.close(refusal) }
    this.end()
  }

  #resume(step: Step): void {
    if (this.#left) return step.failed?.()
    this.#resumed = step
    this.#turn.join(this)
  }

  #departure(): Step {
    return { run: () => this.#leave(), failed: () => this.#leave(true), silent: true }
  }

  /** Ends the session, and the connection once the turn is durable. */
  #leave(silently = false): void {
    this.peer.journal.record(() => {
      this.#left = false
    })
    this.#left = true
    this.peer.handouts.release(this.peer)
    this.peer.end(silently)
    this.#turn.afterCommit(() => {
      for (const item of [this.#resumed, ...this.#givenBack]) {
        if (isStep(item) && !item.silent) item.failed?.()
      }
      this.#wake?.()
      this.#movedAt = Date.now()
      this.#socket.resume()
      this.#socket.end()
    })
  }

  #incident(error: unknown, line: string): void {
    const incident = randomUUID()
    this.peer.log.error({ incident, err: error }, 'a request failed')
    this.refuse(new Refusal('internal', `incident ${incident}`), line)
  }
}

const isStep = (item: Item | undefined): item is Step =>
  typeof item === 'object' && !(item instanceof BadLine)

const CONNECTION = Symbol('connection')
type Owned = Socket & { readonly [CONNECTION]: Connection }

/** Thrown to an upload whose bytes will not come any more. */
const ENDED = new Error('the connection ended')

/** Where there is nobody to answer. */
const NOTHING: Step = { run() {}, silent: true }

/** An idle connection takes no memory for what it has not. */
const NO_ITEMS: Item[] = []

const seconds = (ms: number) => `${ms / 1000} s`

function asksToUpload(line: string): boolean {
  const keyword = line.split(' ', 1)[0]!
  return isVerb(keyword) && rowOf(keyword).bytes === 'upload'
}

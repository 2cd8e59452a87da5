import pLimit from 'p-limit'
import { backOff } from '../../client/back-off.js'
import { CliError } from '../errors.js'
import type { Delivery } from './delivery.js'
import type { DeliveryQueue, Waiting } from './delivery-queue.js'
import type { Outcome, WebhookTarget } from './webhook-target.js'

/** What there is to tell of deliveries. */
export type DeliveryNews =
  /** Nothing gets through any more, and why; so many wait. */
  | { readonly type: 'down'; readonly why: string; readonly waiting: number }
  /** Something got through again. */
  | { readonly type: 'up' }
  /** A delivery was given up; not told again while the reason is the same. */
  | { readonly type: 'given-up'; readonly id: string; readonly why: string }
  /** So many wait that no more is taken. */
  | { readonly type: 'full'; readonly waiting: number }

/** In milliseconds. */
export interface CourierPace {
  /** The bounds of the first and of the longest wait before another try. */
  readonly first: number
  readonly longest: number
  /** The longest wait that a receiver may ask for. */
  readonly longestAsked: number
  /** How long a try that is under way may go on after `stop`. */
  readonly grace: number
}

const PACE: CourierPace = { first: 1_000, longest: 60_000, longestAsked: 3_600_000, grace: 1_000 }
/** After so many failures in a row, of whichever conversations, the receiver is taken to be down. */
const DOWN_AFTER = 3
/** The most deliveries that wait on the disk. */
const MOST = 100_000

export interface CourierOptions {
  readonly queue: DeliveryQueue
  readonly target: Pick<WebhookTarget, 'post' | 'shown'>
  /** Keeps a delivery that is given up. When it resolves that is on the disk. */
  readonly bury: (delivery: Delivery, why: string) => Promise<void>
  /** How many tries may be under way at once. */
  readonly atOnce: number
  /** How long a delivery is tried before it is given up, in milliseconds, by however many runs. */
  readonly giveUp: number
  readonly tell: (news: DeliveryNews) => void
  /** Told at once when no further delivery will be made; `done` rejects with the reason. */
  readonly failed: () => void
  readonly pace?: Partial<CourierPace> | undefined
  readonly most?: number | undefined
}

/**
 * Brings what is in a queue to a webhook, conversations side by side, those of one in order: the next is tried once the
 * one before was delivered or buried. While the receiver is down it is tried by one delivery at a time; once it is up
 * again nobody waits any longer.
 */
export class Courier {
  readonly #of: CourierOptions
  readonly #pace: CourierPace
  readonly #limit
  /** Conversations that something is under way for. */
  readonly #busy = new Set<string>()
  /** Fires a while after an end was made. */
  readonly #cut = new AbortController()
  /** Those that wait before another try. */
  readonly #sleepers = new Set<() => void>()
  #isStopped = false
  /** In a row. */
  #failures = 0
  /** The receiver asked for silence until then (performance.now). */
  #quietUntil = 0
  #toldWhy: string | undefined
  #isFull = false
  #error: { cause: unknown } | undefined
  #wake = () => {}

  constructor(of: CourierOptions) {
    this.#of = of
    this.#pace = { ...PACE, ...of.pace }
    this.#limit = pLimit(of.atOnce)
  }

  /** How many were buried. */
  buried = 0

  /** Begins with what is in the queue already. */
  start(): void {
    for (const conversation of this.#of.queue.conversations) this.#begin(conversation)
  }

  /**
   * Takes a delivery, and the place that it brings the listening to. When it resolves it is on the disk and there is room
   * for another one, or an end was made. Rejects with what went wrong before. One caller at a time.
   */
  async add(delivery: Delivery, place?: string): Promise<void> {
    const { queue, tell, most = MOST } = this.#of
    queue.add([delivery], place)
    this.#begin(delivery.conversation)
    if (queue.size >= most && !this.#isFull) tell({ type: 'full', waiting: queue.size })
    this.#isFull = queue.size >= most
    while (queue.size >= most && !this.#isStopped) await this.#change()
    if (this.#error) throw this.#error.cause
  }

  /**
   * Resolves when all is delivered or buried, or an end was made and the tries that were under way are over; rejects with
   * what went wrong.
   */
  async done(): Promise<void> {
    while (this.#busy.size > 0) await this.#change()
    if (this.#error) throw this.#error.cause
  }

  /** Makes an end: nothing more is tried. What is not delivered stays in the queue. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    setTimeout(() => this.#cut.abort(), this.#pace.grace).unref()
    this.#wakeSleepers()
    this.#wake()
  }

  #begin(conversation: string): void {
    if (this.#busy.has(conversation) || this.#isStopped) return
    this.#busy.add(conversation)
    void this.#deliverAll(conversation)
  }

  /** Between the look at an empty queue and the end nothing may happen: who adds then begins anew. */
  async #deliverAll(conversation: string): Promise<void> {
    const { queue } = this.#of
    try {
      for (;;) {
        const next = queue.first(conversation)
        if (!next || !(await this.#deliver(next))) break
        queue.remove(next)
        this.#wake()
      }
    } catch (cause) {
      this.#error ??= { cause }
      this.stop()
      this.#of.failed()
    }
    this.#busy.delete(conversation)
    this.#wake()
  }

  /** Tries until it is delivered or buried: true, or an end was made: false. */
  async #deliver(delivery: Waiting): Promise<boolean> {
    // What an earlier run tried counts too.
    const before = delivery.failed === null ? 0 : Math.max(0, Date.now() - delivery.failed)
    const start = performance.now() - before
    for (let failures = 0; ; failures++) {
      const outcome = await this.#limit(() => this.#try(delivery))
      if (!outcome) return false
      if (outcome.type === 'delivered') return true
      if (outcome.type === 'gone') throw this.#gone()
      const isOver = outcome.type === 'refused' || performance.now() - start >= this.#of.giveUp
      if (isOver) {
        await this.#bury(delivery, outcome.why)
        return true
      }
      if (failures === 0 && delivery.failed === null) this.#of.queue.noteFailure(delivery, Date.now())
      await this.#sleep(backOff(failures, this.#pace))
    }
  }

  /** One try; undefined where an end was made before or amid it. */
  async #try(delivery: Delivery): Promise<Outcome | undefined> {
    for (let wait = 1; wait > 0 && !this.#isStopped; ) {
      wait = this.#quietUntil - performance.now()
      if (wait > 0) await this.#sleep(wait)
    }
    if (this.#isStopped) return undefined
    const outcome = await this.#of.target.post(delivery, this.#cut.signal)
    if (outcome.type === 'failed') {
      if (this.#cut.signal.aborted) return undefined
      this.#noteFailure(outcome.why, outcome.wait ?? 0)
    } else {
      this.#noteAnswer()
    }
    return outcome
  }

  #noteFailure(why: string, wait: number): void {
    const until = performance.now() + Math.min(wait, this.#pace.longestAsked)
    this.#quietUntil = Math.max(this.#quietUntil, until)
    if (++this.#failures !== DOWN_AFTER) return
    this.#limit.concurrency = 1
    this.#of.tell({ type: 'down', why, waiting: this.#of.queue.size })
  }

  #noteAnswer(): void {
    const wasDown = this.#failures >= DOWN_AFTER
    this.#failures = 0
    if (!wasDown) return
    this.#limit.concurrency = this.#of.atOnce
    this.#wakeSleepers()
    this.#of.tell({ type: 'up' })
  }

  async #bury(delivery: Delivery, why: string): Promise<void> {
    await this.#of.bury(delivery, why)
    this.buried++
    if (this.#toldWhy !== why) this.#of.tell({ type: 'given-up', id: delivery.id, why })
    this.#toldWhy = why
  }

  #gone(): CliError {
    const words = `${this.#of.target.shown} answers HTTP 410: it wants no more events`
    return new CliError('webhook-failed', words)
  }

  /** Waits so many milliseconds, less where an end is made or the receiver is up again. */
  async #sleep(milliseconds: number): Promise<void> {
    if (this.#isStopped) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#sleepers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      this.#sleepers.add(wake)
    })
  }

  #wakeSleepers(): void {
    for (const wake of this.#sleepers) wake()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

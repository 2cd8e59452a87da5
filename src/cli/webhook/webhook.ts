import type { ChatEvent } from '../../protocol/reply.js'
import { CliError } from '../errors.js'
import type { Output } from '../output.js'
import { Courier } from './courier.js'
import { append, writeLetter } from './dead-letters.js'
import { deliveryOf } from './delivery.js'
import { deliveryNews } from './delivery-news.js'
import { DeliveryQueue } from './delivery-queue.js'
import { takeLetters } from './replay.js'
import type { Keys } from './signature.js'
import { undiciFetch } from './undici-fetch.js'
import { WebhookTarget } from './webhook-target.js'
import type { WebhookUrl } from './webhook-url.js'

export interface WebhookOptions {
  readonly url: WebhookUrl
  readonly keys: Keys
  /** The file for what is on its way. */
  readonly queue: string
  /** The file for what is given up. */
  readonly deadLetters: string
  readonly atOnce: number
  /** How long an event is tried, in milliseconds. */
  readonly giveUp: number
  readonly out: Output
  /** Told at once when nothing more will be delivered. */
  readonly failed: () => void
}

/** A webhook that events are handed to: on the disk first, from there to the receiver. */
export class Webhook {
  readonly #of: WebhookOptions
  readonly #queue: DeliveryQueue
  readonly #courier: Courier
  readonly #hangUp: () => Promise<void>

  private constructor(
    of: WebhookOptions,
    queue: DeliveryQueue,
    { fetch, close }: Awaited<ReturnType<typeof undiciFetch>>,
  ) {
    this.#of = of
    this.#queue = queue
    this.#hangUp = close
    const { url, keys, deadLetters, out } = of
    this.#courier = new Courier({
      ...of,
      queue,
      target: new WebhookTarget({ url, keys, fetch }),
      bury: (delivery, why) => append(deadLetters, [writeLetter(delivery, why)]),
      tell: (news) => out.note(deliveryNews(news, url.shown, deadLetters)),
    })
  }

  /** Opens the way to a webhook, and begins with what an earlier run left. */
  static async open(of: WebhookOptions): Promise<Webhook> {
    const webhook = new Webhook(of, await DeliveryQueue.open(of.queue), await undiciFetch())
    const { size } = webhook.#queue
    if (size > 0) of.out.note(`first ${of.url.shown} gets ${events(size)} of an earlier run`)
    webhook.#courier.start()
    return webhook
  }

  /** Sends a file of dead letters again. What does not arrive is in the file afterwards. */
  static async replay(file: string, signal: AbortSignal, of: WebhookOptions): Promise<void> {
    const webhook = new Webhook(of, await DeliveryQueue.open(), await undiciFetch())
    try {
      const taken = await takeLetters(file, webhook.#queue)
      const all = webhook.#queue.size
      if (taken.damaged > 0) of.out.note(`${taken.damaged} lines are no dead letters and stay in ${file}`)
      webhook.stopWith(signal)
      webhook.#courier.start()
      try {
        await webhook.done()
      } finally {
        await taken.finish()
      }
      const left = webhook.#queue.size + webhook.#courier.buried
      of.out.note(`${all - left} of ${events(all)} delivered to ${of.url.shown}`)
      if (webhook.#queue.size === 0) webhook.#concludeBuried()
    } finally {
      await webhook.close()
    }
  }

  /** Where an earlier run ended, if one did. */
  get place(): string | null | undefined {
    const { place } = this.#queue
    return place === BEGINNING ? null : place
  }

  goOnFrom(place: string | null): void {
    this.#queue.goOnFrom(place ?? BEGINNING)
  }

  /** Takes an event. When it resolves that is on the disk and there is room for another one. */
  async add(event: ChatEvent, origin: string): Promise<void> {
    const place = event.type === 'message' ? event.message.id : undefined
    await this.#courier.add(deliveryOf(event, origin), place)
  }

  /** Makes an end when the signal fires: what is not delivered by then waits for the next run. */
  stopWith(signal: AbortSignal): void {
    if (signal.aborted) this.#courier.stop()
    else signal.addEventListener('abort', () => this.#courier.stop(), { once: true })
  }

  /** Resolves when all is delivered or given up, or an end was made. */
  async done(): Promise<void> {
    await this.#courier.done()
  }

  /** Throws a CliError `webhook-failed` where not all was delivered. */
  conclude(): void {
    const { size } = this.#queue
    this.#concludeBuried()
    if (size > 0) throw new CliError('webhook-failed', this.#left)
  }

  /** Tells a person what waits, if anything does. */
  noteLeft(): void {
    if (this.#queue.size > 0) this.#of.out.note(this.#left)
  }

  async close(): Promise<void> {
    this.#courier.stop()
    await this.#courier.done().catch(() => {})
    this.#queue.close()
    await this.#hangUp()
  }

  get #left(): string {
    return `${events(this.#queue.size)} not delivered to ${this.#of.url.shown} yet: the next run goes on with them`
  }

  #concludeBuried(): void {
    const { buried } = this.#courier
    if (buried === 0) return
    const { url, deadLetters } = this.#of
    throw new CliError(
      'webhook-failed',
      `${events(buried)} not delivered to ${url.shown}, and kept in ${deadLetters}`,
      {
        hint: `pychat listen --webhook URL --replay '${deadLetters}'`,
      },
    )
  }
}

/** No id of a message. */
const BEGINNING = '-'

const events = (count: number) => `${count} ${count === 1 ? 'event' : 'events'}`

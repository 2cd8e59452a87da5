import type { ServerResponse } from 'node:http'
import type { ChatEvent } from '../../protocol/reply.js'
import type { Services } from '../context.js'
import { inTurn } from '../in-turn.js'
import { Outbox } from '../outbox.js'
import { Peer } from '../peer.js'
import type { Account, MessageId } from '../store/store.js'
import type { Turn } from '../turn.js'
import { toMessage } from '../wire-message.js'
import { ResponseSink } from './response-sink.js'

/** Messages that are caught up on at a time. */
const PAGE = 100
/** How long a client should wait before it connects again, in milliseconds. */
const RETRY = 2000

/** One client that takes server-sent events: a session of its own in the hub, for as long as it is there. */
export class EventStream {
  readonly #services: Services
  readonly #turn: Turn
  readonly #sink: ResponseSink
  readonly #outbox: Outbox
  readonly #peer: Peer

  /** @param headers those of the answer */
  constructor(
    services: Services,
    turn: Turn,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    address: string,
  ) {
    this.#services = services
    this.#turn = turn
    this.#sink = new ResponseSink(response, headers)
    this.#outbox = new Outbox(this.#sink, turn, services.limits.maxUnread, textOf)
    this.#sink.on('drain', () => this.#outbox.drained())
    this.#peer = new Peer(
      services,
      turn,
      { event: (_line, event) => this.#outbox.event(textOf(event)) },
      address,
    )
  }

  /** Opens the session; the answer's head goes out with the turn. Listens at once, unless it catches up first. */
  open(account: Account, token: string | undefined, listens: boolean): void {
    this.#outbox.reply(`: listening\nretry: ${RETRY}\n`)
    this.#peer.open(account, token)
    if (listens) this.#listen()
  }

  /**
   * Goes on until the client has gone, or `end` was called; the session is over then.
   * @param from sends first what reached the account after this message, then listens: no gap and no repeat in between
   */
  async run(from: MessageId | undefined): Promise<void> {
    try {
      if (from !== undefined) await this.#catchUp(from)
      await this.#sink.closed
    } finally {
      this.end()
      // Where the store fails nobody is told, but the session must not stay.
      await inTurn(this.#turn, () => this.#peer.end()).catch(() =>
        inTurn(this.#turn, () => this.#peer.end(true)),
      )
    }
  }

  /** Ends the stream in order. */
  end(): void {
    this.#sink.end()
  }

  /** Shows that it is still there; who does not read needs not be told. */
  beat(): void {
    if (this.#sink.writable && this.#sink.writableLength === 0) this.#sink.write(':\n\n')
  }

  async #catchUp(from: MessageId): Promise<void> {
    let at: MessageId | undefined = from
    while (at !== undefined) {
      await this.#sink.drained()
      at = await inTurn(this.#turn, () => this.#page(at!))
    }
  }

  /** Where the next page begins; undefined where this was the last. */
  #page(after: MessageId): MessageId | undefined {
    const { session } = this.#peer
    if (!session || !this.#sink.writable) return undefined
    const messages = this.#services.store.since(session.account.id, after, PAGE)
    for (const message of messages) {
      this.#outbox.reply(textOf({ type: 'message', message: toMessage(message) }))
    }
    if (messages.length === PAGE) return messages.at(-1)!.id
    this.#listen()
    return undefined
  }

  #listen(): void {
    this.#services.hub.listen(this.#peer.session!, true)
  }
}

/** An event as a stream has it, but for the empty line that ends it; messages have their ids, to go on from. */
function textOf(event: ChatEvent): string {
  const id = event.type === 'message' ? `id: ${event.message.id}\n` : ''
  return `${id}data: ${JSON.stringify(event)}\n`
}

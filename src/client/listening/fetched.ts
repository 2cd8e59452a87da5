import type { Message } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import { listOf, type Session } from './session.js'
import type { Source } from './source.js'
import type { Stop } from './stop.js'
import { Trail } from './trail.js'

/** Where messages come from: a user by name, or a group by code. */
export type Conversation = { readonly from: string } | { readonly group: string }

/**
 * Messages that are fetched: what waits unread, conversation by conversation. A batch that a GET handed out is settled
 * once the listener has asked for what comes behind its last message (CHAT-3); where the connection ends before, all of
 * the batch is unread again, and what was told of it is settled without being told twice.
 */
export class Fetched implements Source {
  /** Another session may hold what is unread, and never settle it. */
  readonly mayHideMore = true
  readonly place = undefined
  /** A batch holds 500 at the most, so this reaches further back than what may be handed out again. */
  readonly #trail = new Trail()
  readonly #only: readonly Conversation[] | undefined
  readonly #stop: Stop

  /** @param only the conversations to fetch from; all without it. */
  constructor(only: readonly Conversation[] | undefined, stop: Stop) {
    this.#only = only
    this.#stop = stop
  }

  async begin(session: Session): Promise<void> {
    await session.turn('on')
  }

  async *catchUp(session: Session): AsyncGenerator<Message> {
    await session.turn('on')
    if (this.#only) {
      for (const conversation of this.#only) yield* this.#fetch(session, conversation)
      return
    }
    // Another session may hold what is unread: a round that brought nothing is the last.
    for (let isMore = true; isMore; ) {
      isMore = false
      const unread = listOf('NOTIF-GET', await session.client.notifGet())
      const conversations = new Map(unread.map((message) => [keyOf(message), conversationOf(message)]))
      for (const conversation of conversations.values()) {
        for await (const message of this.#fetch(session, conversation)) {
          isMore = true
          yield message
        }
      }
    }
  }

  async *take(session: Session, message: Message): AsyncGenerator<Message> {
    const isWanted = this.#only?.some((conversation) => keyOf(conversation) === keyOf(message)) ?? true
    if (isWanted && !this.#trail.has(message.id)) yield* this.#fetch(session, conversationOf(message))
  }

  async *#fetch(session: Session, conversation: Conversation): AsyncGenerator<Message> {
    for (let before = ''; ; ) {
      const batch = await handOut(session, conversation)
      const ids = batch.map(({ id }) => id).join(' ')
      // A server that forgets what was settled would hand out the same for ever.
      if (batch.length === 0 || ids === before) return
      before = ids
      this.#stop.hold()
      yield* batch.filter(({ id }) => this.#trail.add(id))
      await session.ping()
      this.#stop.release()
    }
  }
}

async function handOut({ client }: Session, conversation: Conversation): Promise<Message[]> {
  try {
    return 'group' in conversation
      ? listOf('CHAT-GROUP-GET', await client.chatGroupGet({ code: conversation.group }))
      : listOf('CHAT-PRIVATE-GET', await client.chatPrivateGet({ name: conversation.from }))
  } catch (error) {
    // Who has left a group hears nothing more of it.
    const hasLeft = error instanceof ChatError && ['not-member', 'unknown-group'].includes(error.code)
    if (hasLeft) return []
    throw error
  }
}

const conversationOf = ({ from, group }: Message): Conversation =>
  group === undefined ? { from } : { group }

const keyOf = (of: Conversation | Message): string =>
  'group' in of && of.group !== undefined ? `group ${of.group}` : `user ${(of as { from: string }).from}`

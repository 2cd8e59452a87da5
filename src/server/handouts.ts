import type { Journal } from './journal.js'
import type { AccountId, ConversationId, MessageId, Store } from './store/store.js'

/** How long a hand-out keeps other sessions of the account waiting (CHAT-3). */
export const HELD = 60_000

/** Who was handed messages: a connection's place. */
export interface Holder {
  handout: Handout | undefined
}

interface Handout {
  readonly reader: AccountId
  readonly conversation: ConversationId
  /** Where the reader's cursor goes when it is settled. */
  readonly upTo: MessageId
  readonly at: number
}

/**
 * Messages that a GET handed out and that are not settled yet (CHAT-3): one hand-out a reader and conversation, one a
 * holder. They live in memory alone: whatever ends the server leaves the messages unread.
 */
export class Handouts {
  readonly #store: Store
  readonly #journal: Journal
  readonly #open = new Map<string, Handout>()

  constructor(store: Store, journal: Journal) {
    this.#store = store
    this.#journal = journal
  }

  /** Whether the conversation's messages are in other hands just now. */
  isHeld(reader: AccountId, conversation: ConversationId, now: number): boolean {
    const there = this.#open.get(keyOf({ reader, conversation }))
    return there !== undefined && now - there.at < HELD
  }

  /** Notes what a holder was handed; from a holder that sat on it too long it is taken over. */
  open(holder: Holder, handout: Handout): void {
    const key = keyOf(handout)
    const before = this.#open.get(key)
    this.#journal.record(() => {
      holder.handout = undefined
      if (before) this.#open.set(key, before)
      else this.#open.delete(key)
    })
    this.#open.set(key, handout)
    holder.handout = handout
  }

  /** The holder's next request was taken up: what it was handed is fetched. */
  settle(holder: Holder): void {
    const handout = this.release(holder)
    if (handout) this.#store.settle(handout.conversation, handout.reader, handout.upTo)
  }

  /** The holder has gone: what it was handed is unread again. Answers it, unless another holder took it over. */
  release(holder: Holder): Handout | undefined {
    const handout = holder.handout
    if (!handout) return undefined
    const key = keyOf(handout)
    const held = this.#open.get(key) === handout
    this.#journal.record(() => {
      holder.handout = handout
      if (held) this.#open.set(key, handout)
    })
    holder.handout = undefined
    if (held) this.#open.delete(key)
    return held ? handout : undefined
  }
}

const keyOf = ({ reader, conversation }: Pick<Handout, 'reader' | 'conversation'>) =>
  `${reader} ${conversation}`

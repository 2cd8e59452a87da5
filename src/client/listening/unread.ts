import { BATCH_MESSAGES } from '../../protocol/limits.js'
import type { Message } from '../../protocol/verbs.js'
import { listOf, type Session } from './session.js'
import type { Source } from './source.js'

/** What is unread as NOTIF-GET shows it (NOTIF-1), for servers that cannot list what was missed. It fetches nothing. */
export class Unread implements Source {
  /** And so what is not unread any more is forgotten. */
  readonly mayHideMore = true
  readonly place = undefined
  /** Those told that may still be unread: the rest cannot come again. */
  #told = new Set<string>()
  readonly #since: string | null | undefined
  readonly #full: () => void

  /** @param full is told where as much is unread as one answer holds: newer messages then do not show. */
  constructor(since: string | null | undefined, full: () => void) {
    this.#since = since
    this.#full = full
  }

  async begin(session: Session): Promise<void> {
    await session.turn('on')
    if (this.#since === null) return
    const ids = (await read(session)).map(({ id }) => id)
    // An id that is not among them was fetched since: all that is unread may be behind it.
    const before = this.#since === undefined ? ids.length : ids.indexOf(this.#since) + 1
    this.#told = new Set(ids.slice(0, before))
  }

  async *catchUp(session: Session): AsyncGenerator<Message> {
    const messages = await session.turnAnd('on', () => read(session))
    if (messages.length >= BATCH_MESSAGES) this.#full()
    const told = this.#told
    this.#told = new Set(messages.map(({ id }) => id).filter((id) => told.has(id)))
    for (const message of messages) yield* this.take(session, message)
  }

  *take(_: Session, message: Message): Generator<Message> {
    if (this.#told.has(message.id)) return
    this.#told.add(message.id)
    yield message
  }
}

const read = async ({ client }: Session) => listOf('NOTIF-GET', await client.notifGet())

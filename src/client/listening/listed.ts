import { BATCH_MESSAGES } from '../../protocol/limits.js'
import type { Message } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import { listOf, type Session } from './session.js'
import type { Source } from './source.js'
import { Trail } from './trail.js'

/** Messages as NOTIF-SINCE lists them, fetched or not (NOTIF-4): nothing that reached the account is missed. */
export class Listed implements Source {
  readonly mayHideMore = false
  readonly #trail = new Trail()
  readonly #since: string | null | undefined
  /** Whether a message with the id of `#trail.place` was met, or there is none. */
  #isProven = true

  /** @param since the id to start behind, null for the beginning; undefined for what comes from now on. */
  constructor(since: string | null | undefined) {
    this.#since = since
  }

  get place(): string | null {
    return this.#trail.place
  }

  async begin(session: Session): Promise<void> {
    if (this.#since === undefined) {
      this.#trail.goOnFrom(await newest(session))
    } else {
      this.#trail.goOnFrom(this.#since)
      this.#isProven = this.#since === null
    }
    await session.turn('on')
  }

  /**
   * Reads on until nothing is left. While there is much, the events are off: they would only repeat it, and pile up.
   * The last question travels with the one that turns them on, so nothing falls between.
   */
  async *catchUp(session: Session): AsyncGenerator<Message> {
    const from = this.#trail.place
    let at = from
    for (let state: 'on' | 'off' = 'on'; ; ) {
      const page: Message[] = await session.turnAnd(state, () => read(session, at))
      if (state === 'off') await session.dropMessages()
      const last = page.at(-1)
      if (!last && state === 'on') break
      for (const message of page) if (this.#trail.add(message.id)) yield message
      at = last?.id ?? at
      state = page.length >= BATCH_MESSAGES ? 'off' : 'on'
    }
    this.#trail.goOnFrom(at)
    if (this.#isProven) return
    this.#isProven = true
    if (at === from) yield* this.#prove(session)
  }

  *take(_: Session, message: Message): Generator<Message> {
    if (this.#trail.add(message.id)) yield message
  }

  /** Behind an id that no message has nothing is ever listed: goes on from the newest message that there is. */
  async *#prove(session: Session): AsyncGenerator<Message> {
    const given = this.#trail.place
    const end = await newest(session)
    const missed = await read(session, given)
    if (missed.length === 0) this.#trail.goOnFrom(end)
    else for (const message of missed) if (this.#trail.add(message.id)) yield message
  }
}

/** The id of the newest message, null where there is none. */
async function newest(session: Session): Promise<string | null> {
  for (let at: string | null = null; ; ) {
    const last: Message | undefined = (await read(session, at)).at(-1)
    if (!last) return at
    at = last.id
  }
}

async function read({ client }: Session, after: string | null): Promise<Message[]> {
  const page = listOf('NOTIF-SINCE', await client.notifSince({ after, limit: BATCH_MESSAGES }))
  if (after !== null && page.at(-1)?.id === after) {
    throw new ChatError('protocol', `the server lists message ${after} behind itself`)
  }
  return page
}

import type { Message } from '../../protocol/verbs.js'
import type { Session } from './session.js'

/** Where a listener has its messages from. Each message comes out once, over all the connections of one listener. */
export interface Source {
  /** Whether there may be messages that no event tells of, so that a quiet server is asked again. */
  readonly mayHideMore: boolean
  /** The id of the message to start behind, null for the beginning, once that is found; undefined where ids are no places. */
  readonly place: string | null | undefined
  /** Finds the place to start at, before anything is told. */
  begin(session: Session): Promise<void>
  /** All that is there and was not told yet. The events are on when it is done, where the server has them. */
  catchUp(session: Session): AsyncIterable<Message>
  /** What an event brought. */
  take(session: Session, message: Message): AsyncIterable<Message> | Iterable<Message>
}

import type { Context } from './context.js'
import type { Session } from './hub.js'
import type { AccountId, ConversationId, FileId, StoredMessage } from './store/store.js'
import { toId, toMessage, toTime } from './wire-message.js'

/** Where a message goes. `recipients` are asked for only where somebody listens. */
export interface Destination {
  readonly conversation: ConversationId
  readonly group?: string
  recipients(): readonly AccountId[]
}

/** Adds a message to a conversation and tells its recipients who listen, never the sender (CHAT-1, NOTIF-2). */
export function post(
  context: Context & { readonly session: Session },
  to: Destination,
  text: string,
  file?: { id: FileId; facts: NonNullable<StoredMessage['file']> },
): { id: string; at: string } {
  const { store, hub, now, session } = context
  const sender = session.account
  const id = store.append({ conversation: to.conversation, sender: sender.id, at: now, text, file: file?.id })
  if (hub.listened) {
    const message = toMessage({
      id,
      from: sender.name,
      text,
      at: now,
      ...(to.group === undefined ? {} : { group: to.group }),
      ...(file === undefined ? {} : { file: file.facts }),
    })
    hub.emit(to.recipients(), { type: 'message', message }, sender.id)
  }
  return { id: toId(id), at: toTime(now) }
}

/** What `session` writes to an account. */
export function toUser(
  { store, session }: Context & { readonly session: Session },
  reader: AccountId,
): Destination {
  return { conversation: store.openPrivate(session.account.id, reader), recipients: () => [reader] }
}

/** What goes to all of a group. */
export function toGroup({ store }: Context, group: { id: ConversationId; code: string }): Destination {
  return { conversation: group.id, group: group.code, recipients: () => store.memberIds(group.id) }
}

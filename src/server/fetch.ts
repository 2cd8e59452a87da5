import { BATCH_MESSAGES } from '../protocol/limits.js'
import type { Message } from '../protocol/verbs.js'
import type { Context } from './context.js'
import type { Session } from './hub.js'
import type { ConversationId } from './store/store.js'
import { REPLY_CHARACTERS, toMessage } from './wire-message.js'

/** Hands out what the session's account has not fetched of a conversation (CHAT-2, CHAT-3). */
export function fetch(
  context: Context & { readonly session: Session },
  conversation: ConversationId | undefined,
): Message[] {
  const { store, handouts, now } = context
  const reader = context.session.account.id
  if (conversation === undefined || handouts.isHeld(reader, conversation, now)) return []
  const { messages, upTo } = store.unfetched(conversation, reader, BATCH_MESSAGES, REPLY_CHARACTERS)
  if (upTo !== undefined) {
    if (messages.length > 0) handouts.open(context, { reader, conversation, upTo, at: now })
    else store.settle(conversation, reader, upTo)
  }
  return messages.map(toMessage)
}

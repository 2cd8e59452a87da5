import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { userOf } from '../membership.js'
import { before, toMessage } from '../wire-message.js'

export const chatPrivateHistory: Handler<'CHAT-PRIVATE-HISTORY'> = (context, args) => {
  const user = userOf(context, args.name)
  if (user instanceof Refusal) return user
  const { store, session } = context
  return store
    .privateHistory(session.account.id, user.id, before(args.before, store.lastMessage()), args.limit)
    .map(toMessage)
}

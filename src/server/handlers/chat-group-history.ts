import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'
import { before, toMessage } from '../wire-message.js'

/** CHAT-5: since joining. */
export const chatGroupHistory: Handler<'CHAT-GROUP-HISTORY'> = (context, args) => {
  const member = memberOf(context, args.code)
  if (member instanceof Refusal) return member
  const { store, session } = context
  return store
    .groupHistory(member.group.id, session.account.id, before(args.before, store.lastMessage()), args.limit)
    .map(toMessage)
}

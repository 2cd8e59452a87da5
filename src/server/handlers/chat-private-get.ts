import { Refusal } from '../../protocol/refusals.js'
import { fetch } from '../fetch.js'
import type { Handler } from '../handler.js'
import { userOf } from '../membership.js'

/** CHAT-2. */
export const chatPrivateGet: Handler<'CHAT-PRIVATE-GET'> = (context, { name }) => {
  const user = userOf(context, name)
  if (user instanceof Refusal) return user
  return fetch(context, context.store.findPrivate(user.id, context.session.account.id))
}

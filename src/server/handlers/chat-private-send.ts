import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { userOf } from '../membership.js'
import { post, toUser } from '../post.js'

/** CHAT-1, CHAT-4. */
export const chatPrivateSend: Handler<'CHAT-PRIVATE-SEND'> = (context, { name, message }) => {
  const user = userOf(context, name)
  return user instanceof Refusal ? user : post(context, toUser(context, user.id), message)
}

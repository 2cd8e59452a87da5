import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'
import { post, toGroup } from '../post.js'

/** CHAT-1, CHAT-5. */
export const chatGroupSend: Handler<'CHAT-GROUP-SEND'> = (context, { code, message }) => {
  const member = memberOf(context, code)
  return member instanceof Refusal ? member : post(context, toGroup(context, member.group), message)
}

import { Refusal } from '../../protocol/refusals.js'
import { fetch } from '../fetch.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'

/** CHAT-2, CHAT-5. */
export const chatGroupGet: Handler<'CHAT-GROUP-GET'> = (context, { code }) => {
  const member = memberOf(context, code)
  return member instanceof Refusal ? member : fetch(context, member.group.id)
}

import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'

export const groupMembers: Handler<'GROUP-MEMBERS'> = (context, { code }) => {
  const member = memberOf(context, code)
  if (member instanceof Refusal) return member
  return context.store
    .members(member.group.id)
    .map(({ id, name, role }) => ({ name, role, online: context.hub.isOnline(id) }))
}

import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { groupOf } from '../membership.js'

/** GROUP-1: whoever has the code gets in. */
export const groupJoin: Handler<'GROUP-JOIN'> = (context, { code }) => {
  const { store, hub, session } = context
  const group = groupOf(context, code)
  if (group instanceof Refusal) return group
  if (store.role(group.id, session.account.id)) return new Refusal('already-member')
  store.addMember(group.id, session.account.id)
  if (hub.listened) {
    const event = { type: 'group', code: group.code, change: 'joined', name: session.account.name } as const
    hub.emit(store.memberIds(group.id), event)
  }
  return { code: group.code, name: group.title }
}

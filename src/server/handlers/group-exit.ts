import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'

/** GROUP-3. */
export const groupExit: Handler<'GROUP-EXIT'> = (context, { code }) => {
  const { store, hub, files, session } = context
  const member = memberOf(context, code)
  if (member instanceof Refusal) return member
  const { group } = member
  const { promoted, files: orphans } = store.removeMember(group.id, session.account.id)
  if (hub.listened) {
    const members = store.memberIds(group.id)
    const event = { type: 'group', code: group.code, name: session.account.name } as const
    hub.emit(members, { ...event, change: 'left' })
    if (promoted) hub.emit(members, { ...event, change: 'admin', name: promoted.name })
  }
  context.afterCommit(() => {
    files.remove(orphans)
    context.purgeSoon()
  })
  return { code: group.code, name: group.title }
}

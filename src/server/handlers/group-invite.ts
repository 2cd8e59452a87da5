import { Refusal, type RefusalCode } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { memberOf } from '../membership.js'

/** GROUP-2. */
export const groupInvite: Handler<'GROUP-INVITE'> = (context, { code, names }) => {
  const { store, hub } = context
  const member = memberOf(context, code)
  if (member instanceof Refusal) return member
  if (member.role !== 'admin') return new Refusal('not-admin')
  const { group } = member

  const added: string[] = []
  const rejected: { name: string; code: RefusalCode }[] = []
  for (const name of names) {
    const user = store.findAccount(name)
    if (!user) rejected.push({ name, code: 'unknown-user' })
    else if (store.role(group.id, user.id)) rejected.push({ name, code: 'already-member' })
    else {
      store.addMember(group.id, user.id)
      added.push(user.name)
    }
  }
  if (added.length === 0) {
    const causes = rejected.map(({ name, code }) => `${name} (${code})`)
    return new Refusal('none-added', `nobody was added: ${causes.join(', ')}`)
  }
  if (hub.listened) {
    const members = store.memberIds(group.id)
    for (const name of added) hub.emit(members, { type: 'group', code: group.code, change: 'joined', name })
  }
  return { added, rejected }
}

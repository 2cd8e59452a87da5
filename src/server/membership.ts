import { Refusal } from '../protocol/refusals.js'
import type { Context } from './context.js'
import type { Session } from './hub.js'
import type { Account, Group, Role } from './store/store.js'

type WithSession = Context & { readonly session: Session }

/** The group that a code names. */
export function groupOf(context: Context, code: string): Group | Refusal {
  return context.store.findGroup(code) ?? new Refusal('unknown-group')
}

/** The group, and what who asks is in it. */
export function memberOf(context: WithSession, code: string): { group: Group; role: Role } | Refusal {
  const group = groupOf(context, code)
  if (group instanceof Refusal) return group
  const role = context.store.role(group.id, context.session.account.id)
  return role ? { group, role } : new Refusal('not-member')
}

/** The account that a name stands for. */
export function userOf(context: Context, name: string): Account | Refusal {
  return context.store.findAccount(name) ?? new Refusal('unknown-user', `there is no user ${name}`)
}

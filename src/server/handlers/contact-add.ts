import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'
import { userOf } from '../membership.js'

export const contactAdd: Handler<'CONTACT-ADD'> = (context, { name }) => {
  const { store, session } = context
  const user = userOf(context, name)
  if (user instanceof Refusal) return user
  const self = user.id === session.account.id
  if (!self && store.addContact(session.account.id, user.id)) return { name: user.name }
  return new Refusal(self ? 'not-yourself' : 'already-contact')
}

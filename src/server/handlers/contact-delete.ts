import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'

export const contactDelete: Handler<'CONTACT-DELETE'> = ({ store, session }, { name }) => {
  const user = store.findAccount(name)
  const gone = user !== undefined && store.removeContact(session.account.id, user.id)
  return gone ? { name: user.name } : new Refusal('not-contact')
}

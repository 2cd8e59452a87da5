import type { Handler } from '../handler.js'

export const contactGet: Handler<'CONTACT-GET'> = ({ store, hub, session }) =>
  store.contacts(session.account.id).map(({ id, name }) => ({ name, online: hub.isOnline(id) }))

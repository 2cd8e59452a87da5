import type { Handler } from '../handler.js'

export const groupGet: Handler<'GROUP-GET'> = ({ store, session }) =>
  store
    .groups(session.account.id)
    .map(({ code, title, role, members, unread }) => ({ code, name: title, role, members, unread }))

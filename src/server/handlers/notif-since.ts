import type { Handler } from '../handler.js'
import { after, toMessage } from '../wire-message.js'

/** NOTIF-4. */
export const notifSince: Handler<'NOTIF-SINCE'> = ({ store, session }, args) =>
  store.since(session.account.id, after(args.after, store.lastMessage()), args.limit).map(toMessage)

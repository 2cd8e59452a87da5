import { BATCH_MESSAGES } from '../../protocol/limits.js'
import type { Handler } from '../handler.js'
import { toMessage } from '../wire-message.js'

/** NOTIF-1. */
export const notifGet: Handler<'NOTIF-GET'> = ({ store, session }) =>
  store.inbox(session.account.id, BATCH_MESSAGES).map(toMessage)

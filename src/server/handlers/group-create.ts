import { newCode } from '../codes.js'
import type { Handler } from '../handler.js'

/** GROUP-1. */
export const groupCreate: Handler<'GROUP-CREATE'> = ({ store, session, now }, { title }) => {
  const { code } = store.createGroup({ code: newCode(), title, creator: session.account.id, at: now })
  return { code, name: title }
}

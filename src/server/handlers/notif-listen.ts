import type { Handler } from '../handler.js'

/** NOTIF-2. */
export const notifListen: Handler<'NOTIF-LISTEN'> = ({ hub, session }, { state }) => {
  hub.listen(session, state === 'on')
  return state === 'on' ? 'listening' : 'not listening'
}

import { Refusal } from '../../protocol/refusals.js'
import { hashToken } from '../codes.js'
import type { Handler } from '../handler.js'

/** AUTH-7: a good token always resumes, so the throttle is asked only about bad ones. */
export const authResume: Handler<'AUTH-RESUME'> = (context, { token }) => {
  const { store, throttle, address, now } = context
  const hash = hashToken(token)
  const account = store.findToken(hash, now)
  if (!account) {
    const refusal = throttle.refusal(address, undefined, now)
    if (refusal) return refusal
    throttle.failed(address, undefined, now)
    return new Refusal('bad-token')
  }
  context.open(account, hash)
  return { user: account.name, unread: store.unread(account.id) }
}

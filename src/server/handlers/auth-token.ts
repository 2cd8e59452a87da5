import { hashToken, newToken } from '../codes.js'
import type { Handler } from '../handler.js'
import { toTime } from '../wire-message.js'

/** AUTH-6. */
export const authToken: Handler<'AUTH-TOKEN'> = ({ store, limits, now, session }) => {
  const token = newToken()
  const expires = now + limits.tokenLifetime
  store.addToken({
    hash: hashToken(token),
    account: session.account.id,
    expires,
    now,
    most: limits.maxTokens,
  })
  return { token, expires: toTime(expires) }
}

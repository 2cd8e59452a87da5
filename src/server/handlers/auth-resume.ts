import { Refusal } from '../../protocol/refusals.js'
import { checkToken } from '../check-token.js'
import type { Handler } from '../handler.js'

/** AUTH-4. */
export const authResume: Handler<'AUTH-RESUME'> = (context, { token }) => {
  const found = checkToken(context, token)
  if (found instanceof Refusal) return found
  const { account, hash } = found
  context.open(account, hash)
  return { user: account.name, unread: context.store.unread(account.id) }
}

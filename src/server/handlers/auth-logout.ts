import type { Handler } from '../handler.js'

/** AUTH-4. */
export const authLogout: Handler<'AUTH-LOGOUT'> = (context) => {
  const { token } = context.session
  if (token !== undefined) context.store.revokeToken(token)
  context.end()
  return 'logged out'
}

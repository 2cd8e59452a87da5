import { Refusal } from '../../protocol/refusals.js'
import { checkPassword } from '../check-password.js'
import type { SlowHandler } from '../handler.js'

/** AUTH-6. The prepared value is the new password's hash. */
export const authPassword: SlowHandler<'AUTH-PASSWORD', string> = {
  async prepare(context, args) {
    const refusal = await checkPassword(context, context.session.account, args.old)
    if (refusal) return refusal
    if (args.new !== args.confirm) return new Refusal('password-mismatch')
    return context.passwords.queue(() => context.passwords.hash(args.new))
  },
  run({ store, session }, _args, passwordHash) {
    store.setPasswordHash(session.account.id, passwordHash)
    store.revokeTokens(session.account.id, session.token)
    return 'password changed; other tokens are revoked'
  },
}

import { Refusal } from '../../protocol/refusals.js'
import { checkPassword } from '../check-password.js'
import type { SlowHandler } from '../handler.js'
import type { Account } from '../store/store.js'

/** AUTH-3. The prepared value is the account whose password it was. */
export const authLogin: SlowHandler<'AUTH-LOGIN', Account> = {
  async prepare(context, { name, password }) {
    const account = context.store.findAccount(name)
    if (!account) {
      return new Refusal('unknown-user', `there is no user ${name}; register with AUTH-REGISTER first`)
    }
    return (await checkPassword(context, account, password)) ?? account
  },
  run(context, _args, account) {
    context.open(account)
    return { user: account.name, unread: context.store.unread(account.id) }
  },
}

import { Refusal } from '../protocol/refusals.js'
import type { Context } from './context.js'
import type { Account } from './store/store.js'

/** Checks an account's password, and counts the wrong ones (AUTH-7). Slow: for a handler's `prepare`. */
export async function checkPassword(
  { store, passwords, throttle, address }: Context,
  account: Account,
  password: string,
): Promise<Refusal | undefined> {
  const early = throttle.refusal(address, account.name, Date.now())
  if (early) return early
  return passwords.queue(async () => {
    // Asked again when it is this one's turn: of many attempts sent at once, few find the door still open.
    const refusal = throttle.refusal(address, account.name, Date.now())
    if (refusal) return refusal
    if (await passwords.matches(password, store.passwordHash(account.id))) {
      throttle.succeeded(address, account.name)
      return undefined
    }
    throttle.failed(address, account.name, Date.now())
    return new Refusal('wrong-password')
  })
}

import { Refusal } from '../protocol/refusals.js'
import { hashToken } from './codes.js'
import type { Context } from './context.js'
import type { Account } from './store/store.js'

/** Whose token it is; counts the bad ones. AUTH-7: a good one always does, so the throttle is asked only about bad ones. */
export function checkToken(
  { store, throttle, address, now }: Context,
  token: string,
): { readonly account: Account; readonly hash: string } | Refusal {
  const hash = hashToken(token)
  const account = store.findToken(hash, now)
  if (account) return { account, hash }
  const refusal = throttle.refusal(address, undefined, now)
  if (refusal) return refusal
  throttle.failed(address, undefined, now)
  return new Refusal('bad-token')
}

import { Refusal } from '../../protocol/refusals.js'
import type { DownloadHandler } from '../handler.js'
import { userOf } from '../membership.js'

/** FILE-5: both sides of the conversation. */
export const fileGetPrivate: DownloadHandler<'FILE-GET-PRIVATE'> = (context, { name, file }) => {
  const { store, session } = context
  const user = userOf(context, name)
  if (user instanceof Refusal) return user
  const [self, other] = [session.account.id, user.id]
  return (
    store.findFile(file, [store.findPrivate(self, other), store.findPrivate(other, self)]) ??
    new Refusal('unknown-file')
  )
}

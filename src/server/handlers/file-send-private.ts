import { Refusal } from '../../protocol/refusals.js'
import type { UploadHandler } from '../handler.js'
import { userOf } from '../membership.js'
import { toUser } from '../post.js'
import { postFile } from '../post-file.js'

/** FILE-1, FILE-4. */
export const fileSendPrivate: UploadHandler<'FILE-SEND-PRIVATE'> = {
  admit(context, { name, size }) {
    const user = userOf(context, name)
    return user instanceof Refusal ? user : context.quota.reserve(context.session.account.id, size)
  },
  run(context, { name }, file) {
    const user = userOf(context, name)
    return user instanceof Refusal ? user : postFile(context, toUser(context, user.id), file)
  },
}

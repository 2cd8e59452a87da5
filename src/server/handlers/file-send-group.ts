import { Refusal } from '../../protocol/refusals.js'
import type { UploadHandler } from '../handler.js'
import { memberOf } from '../membership.js'
import { toGroup } from '../post.js'
import { postFile } from '../post-file.js'

/** FILE-1, FILE-4. */
export const fileSendGroup: UploadHandler<'FILE-SEND-GROUP'> = {
  admit(context, { code, size }) {
    const member = memberOf(context, code)
    return member instanceof Refusal ? member : context.quota.reserve(context.session.account.id, size)
  },
  run(context, { code }, file) {
    // Who left the group while the bytes came no longer posts to it (CHAT-5).
    const member = memberOf(context, code)
    return member instanceof Refusal ? member : postFile(context, toGroup(context, member.group), file)
  },
}

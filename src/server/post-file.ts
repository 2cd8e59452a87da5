import type { Context } from './context.js'
import type { Session } from './hub.js'
import { type Destination, post } from './post.js'
import type { FileFacts } from './store/store.js'

/** Records a file whose bytes are on the disk, and announces it (FILE-4). */
export function postFile(
  context: Context & { readonly session: Session },
  to: Destination,
  facts: FileFacts,
): FileFacts {
  const { store, session, now } = context
  const { code, name, size, mime, sha256 } = facts
  const id = store.addFile({ ...facts, conversation: to.conversation, sender: session.account.id, at: now })
  post(context, to, name, { id, facts: { code, name, size, mime } })
  return { code, name, size, mime, sha256 }
}

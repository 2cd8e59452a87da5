import { Refusal } from '../../protocol/refusals.js'
import type { Handler } from '../handler.js'

/** Messages go on telling of the file; its bytes and the space they took are gone. */
export const fileDelete: Handler<'FILE-DELETE'> = (context, { file }) => {
  if (!context.store.deleteFile(file, context.session.account.id)) return new Refusal('unknown-file')
  context.afterCommit(() => context.files.remove([file]))
  return { code: file }
}

import { Refusal } from '../../protocol/refusals.js'
import type { DownloadHandler } from '../handler.js'
import { memberOf } from '../membership.js'

/** FILE-5: any member. */
export const fileGetGroup: DownloadHandler<'FILE-GET-GROUP'> = (context, { code, file }) => {
  const member = memberOf(context, code)
  if (member instanceof Refusal) return member
  return context.store.findFile(file, [member.group.id]) ?? new Refusal('unknown-file')
}

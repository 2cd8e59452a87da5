import type { DownloadVerb, PlainVerb, UploadVerb } from '../../protocol/verbs.js'
import type { DownloadHandler, Handler, SlowHandler, UploadHandler } from '../handler.js'
import { authLogin } from './auth-login.js'
import { authLogout } from './auth-logout.js'
import { authPassword } from './auth-password.js'
import { authRegister } from './auth-register.js'
import { authResume } from './auth-resume.js'
import { authToken } from './auth-token.js'
import { chatGroupGet } from './chat-group-get.js'
import { chatGroupHistory } from './chat-group-history.js'
import { chatGroupSend } from './chat-group-send.js'
import { chatPrivateGet } from './chat-private-get.js'
import { chatPrivateHistory } from './chat-private-history.js'
import { chatPrivateSend } from './chat-private-send.js'
import { contactAdd } from './contact-add.js'
import { contactDelete } from './contact-delete.js'
import { contactGet } from './contact-get.js'
import { fileDelete } from './file-delete.js'
import { fileGetGroup } from './file-get-group.js'
import { fileGetPrivate } from './file-get-private.js'
import { fileSendGroup } from './file-send-group.js'
import { fileSendPrivate } from './file-send-private.js'
import { groupCreate } from './group-create.js'
import { groupExit } from './group-exit.js'
import { groupGet } from './group-get.js'
import { groupInvite } from './group-invite.js'
import { groupJoin } from './group-join.js'
import { groupMembers } from './group-members.js'
import { notifGet } from './notif-get.js'
import { notifListen } from './notif-listen.js'
import { notifSince } from './notif-since.js'
import { serverInfo } from './server-info.js'

/** A handler for every verb: a verb of the table without one does not compile. */
export const handlers = {
  'AUTH-REGISTER': authRegister,
  'AUTH-LOGIN': authLogin,
  'AUTH-LOGOUT': authLogout,
  'CONTACT-ADD': contactAdd,
  'CONTACT-GET': contactGet,
  'CONTACT-DELETE': contactDelete,
  'GROUP-CREATE': groupCreate,
  'GROUP-GET': groupGet,
  'GROUP-JOIN': groupJoin,
  'GROUP-EXIT': groupExit,
  'GROUP-INVITE': groupInvite,
  'CHAT-PRIVATE-SEND': chatPrivateSend,
  'CHAT-GROUP-SEND': chatGroupSend,
  'CHAT-PRIVATE-GET': chatPrivateGet,
  'CHAT-GROUP-GET': chatGroupGet,
  'FILE-SEND-PRIVATE': fileSendPrivate,
  'FILE-SEND-GROUP': fileSendGroup,
  'FILE-GET-PRIVATE': fileGetPrivate,
  'FILE-GET-GROUP': fileGetGroup,
  'NOTIF-GET': notifGet,
  'SERVER-INFO': serverInfo,
  'AUTH-TOKEN': authToken,
  'AUTH-RESUME': authResume,
  'AUTH-PASSWORD': authPassword,
  'NOTIF-LISTEN': notifListen,
  'NOTIF-SINCE': notifSince,
  'GROUP-MEMBERS': groupMembers,
  'FILE-DELETE': fileDelete,
  'CHAT-PRIVATE-HISTORY': chatPrivateHistory,
  'CHAT-GROUP-HISTORY': chatGroupHistory,
} satisfies { [V in PlainVerb]: Handler<V> | SlowHandler<V, unknown> } & {
  [V in UploadVerb]: UploadHandler<V>
} & { [V in DownloadVerb]: DownloadHandler<V> }

import { rowOf, type Verb } from '../protocol/verbs.js'

/** The verbs that are more than a line and its reply, and what to do instead. */
export const elsewhere: Partial<Record<Verb, string>> = {
  'FILE-SEND-PRIVATE': 'pychat file send TO PATH',
  'FILE-SEND-GROUP': 'pychat file send --group CODE PATH',
  'FILE-GET-PRIVATE': 'pychat file get FROM FILE',
  'FILE-GET-GROUP': 'pychat file get --group CODE FILE',
  'NOTIF-LISTEN': 'pychat listen',
}

/** Whether a verb's reply hands out what the next request settles (CHAT-3). */
export const handsOut = (verb: Verb): boolean => rowOf(verb).handsOut === true

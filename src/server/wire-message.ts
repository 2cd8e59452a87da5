import { BATCH_MESSAGES } from '../protocol/limits.js'
import type { Message } from '../protocol/verbs.js'
import type { MessageId, StoredMessage } from './store/store.js'

/** A message as the wire shows it. */
export function toMessage({ id, from, text, at, group, file }: StoredMessage): Message {
  return {
    id: toId(id),
    from,
    text,
    at: toTime(at),
    ...(group === undefined ? {} : { group }),
    ...(file === undefined ? {} : { file: { ...file } }),
  }
}

/** A message's id as the wire shows it: opaque there, `[0-9a-z]+`. */
export const toId = (id: MessageId): string => id.toString(36)

/** Where to read back from: the newest message for null, nothing for an id that was never given out (AUTH-8). */
export function before(id: string | null, last: MessageId): MessageId {
  return id === null ? Number.MAX_SAFE_INTEGER : (fromId(id, last) ?? 0)
}

/** Where to read on from: the first message for null, nothing for an id that was never given out (AUTH-8). */
export function after(id: string | null, last: MessageId): MessageId {
  return id === null ? 0 : (fromId(id, last) ?? last)
}

function fromId(id: string, last: MessageId): MessageId | undefined {
  if (!/^[0-9a-z]{1,11}$/.test(id)) return undefined
  const number = Number.parseInt(id, 36)
  return number > 0 && number <= last && toId(number) === id ? number : undefined
}

let lastTime = Number.NaN
let lastText = ''

/** RFC 3339 in UTC with milliseconds. The last is kept: all messages of a turn have the same time. */
export function toTime(at: number): string {
  if (at !== lastTime) {
    lastTime = at
    lastText = new Date(at).toISOString()
  }
  return lastText
}

/** How many characters of text a GET hands out at the most before it stops at a whole message. */
export const REPLY_CHARACTERS = BATCH_MESSAGES * 2000

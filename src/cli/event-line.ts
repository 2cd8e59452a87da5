import type { ChatEvent } from '../protocol/reply.js'
import { safe } from './hostile-text.js'
import { messageLine } from './message-line.js'
import { type Output, toJson } from './output.js'
import { showTime } from './time.js'

/**
 * An event as one line, made safe. A message as messageLine has it; of other events the name has a star in front, which
 * no user's name has, so that no message can pass for one: `2026-11-22 21:04  * budi  is online`.
 */
export function eventLine(event: ChatEvent, out: Pick<Output, 'isTerminal' | 'colour'>): string {
  if (event.type === 'message') return messageLine(event.message, out, { group: true })
  const [who, what] = wordsOf(event)
  const now = showTime(new Date().toISOString(), out.isTerminal)
  return [now, safe(`* ${who}`), safe(what)].join(out.isTerminal ? '  ' : '\t')
}

function wordsOf(event: Exclude<ChatEvent, { type: 'message' }>): [who: string, what: string] {
  switch (event.type) {
    case 'presence':
      return [event.name, event.online ? 'is online' : 'is offline']
    case 'group':
      return [event.name, `${changes[event.change] ?? event.change} ${event.code}`]
    default:
      // A later server's.
      return [(event as ChatEvent).type, toJson(event)]
  }
}

const changes: Readonly<Record<string, string>> = {
  joined: 'joined',
  left: 'left',
  admin: 'is now an admin of',
}

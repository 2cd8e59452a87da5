import type { ChatEvent } from '../protocol/reply.js'
import { messageFormat } from './message-line.js'
import { type Output, toJson } from './output.js'

/**
 * How an event is shown, made safe: a message as messageFormat has it, with the time of the wall on a terminal, where the
 * line stays. Of other events the name has a star in front, which no user's name has, so that no message can pass for one:
 * `2026-11-22 21:04  * budi  is online`.
 */
export async function eventFormat(
  out: Pick<Output, 'isTerminal' | 'colour' | 'columns'>,
): Promise<(event: ChatEvent) => string> {
  const format = await messageFormat(out, { group: true, stays: true })
  return (event) => {
    if (event.type === 'message') return format(event.message)
    const [from, text] = wordsOf(event)
    return format({ id: '', at: new Date().toISOString(), from: `* ${from}`, text })
  }
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

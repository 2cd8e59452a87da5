import type { ChatEvent } from '../protocol/reply.js'
import type { BoundedRegex } from './bounded-regex.js'
import { safe } from './hostile-text.js'

/** The types that can be asked for. */
export const eventTypes = ['message', 'presence', 'group'] as const

/** Which events are wanted: each that is given narrows them down; of several names, groups or types any one will do. */
export interface EventFilter {
  /** Users, in NFC: who sent it, came or went, or is the member that a group's change is about. */
  readonly from?: readonly string[] | undefined
  /** Codes of groups. */
  readonly group?: readonly string[] | undefined
  readonly type?: readonly string[] | undefined
  /** Of a message's text; other events have none. */
  readonly match?: BoundedRegex | undefined
}

/** Whether an event is wanted; undefined where the expression took too long to tell. */
export function isWanted(event: ChatEvent, { from, group, type, match }: EventFilter): boolean | undefined {
  const { who, where, text } = factsOf(event)
  if (type && !type.includes(event.type)) return false
  if (from && (who === undefined || !from.includes(who))) return false
  if (group && (where === undefined || !group.includes(where))) return false
  return match ? text !== undefined && match.test(text) : true
}

/** The conversation that an event belongs to: what is done with those of one is done in order. */
export function conversationOf(event: ChatEvent): string {
  const { who, where } = factsOf(event)
  return where === undefined ? `user ${who}` : `group ${where}`
}

function factsOf(event: ChatEvent): { who?: string; where?: string | undefined; text?: string } {
  switch (event.type) {
    case 'message':
      return { who: event.message.from, where: event.message.group, text: event.message.text }
    case 'presence':
      return { who: event.name }
    case 'group':
      return { who: event.name, where: event.code }
    default:
      return {}
  }
}

/** An event in words: `message k3x9`. */
export const nameOf = (event: ChatEvent): string =>
  event.type === 'message' ? `message ${safe(event.message.id)}` : `an event of type ${safe(event.type)}`

import { createHash, randomUUID } from 'node:crypto'
import type { ChatEvent } from '../../protocol/reply.js'
import { conversationOf } from '../event-filter.js'
import { safe } from '../hostile-text.js'

/** What is posted for an event. */
export interface Delivery {
  /** The value of `webhook-id`: the same at each try, so that a receiver knows what it has already. */
  readonly id: string
  /** Deliveries of one conversation are made in order. */
  readonly conversation: string
  /** JSON: `{type, timestamp, data}`. */
  readonly body: string
}

/**
 * An event as it is posted. The id of a message's delivery comes from the message and the server, so that it is the same
 * whenever and by whomever it is sent; the time makes it another one where a server has lost its data and counts anew.
 * Other events happen once and get one by chance.
 * @param origin of the server that told it
 */
export function deliveryOf(event: ChatEvent, origin: string, now = new Date()): Delivery {
  const conversation = safe(conversationOf(event))
  if (event.type === 'message') {
    const { message } = event
    const digest = createHash('sha256').update(`${origin} ${message.id} ${message.at}`).digest('hex')
    return {
      id: `msg_${digest.slice(0, 32)}`,
      conversation,
      body: JSON.stringify({ type: event.type, timestamp: message.at, data: message }),
    }
  }
  const { type, ...data } = event
  const timestamp = now.toISOString()
  return {
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    conversation,
    body: JSON.stringify({ type, timestamp, data }),
  }
}

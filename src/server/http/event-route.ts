import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { position } from '../../protocol/codecs.js'
import { Refusal } from '../../protocol/refusals.js'
import { rowOf } from '../../protocol/verbs.js'
import { inTurn } from '../in-turn.js'
import type { MessageId } from '../store/store.js'
import { after } from '../wire-message.js'
import { clientAddress } from './client-address.js'
import type { Caller, Desk } from './desk.js'
import { EventStream } from './event-stream.js'
import { GUARDS, send } from './send.js'
import { queryOf } from './verb-routes.js'
import { parseQuery } from './words.js'

const [, PATH] = rowOf('NOTIF-LISTEN').http.split(' ')

const HEADERS = {
  ...GUARDS,
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy must not gather them.
  'x-accel-buffering': 'no',
}

interface Opened {
  readonly caller: Caller
  readonly stream: EventStream
  /** Where to catch up from. */
  readonly from: MessageId | undefined
}

/** NOTIF-LISTEN over HTTP: the account's events as server-sent events, for as long as the client stays (NOTIF-2). */
export function eventRoute(app: FastifyInstance, desk: Desk): void {
  app.get(PATH!, async (request, reply) => {
    const opened = await inTurn(desk.turn, () => open(desk, request, reply))
    if (opened instanceof Refusal) return send(reply, opened)
    reply.hijack()
    const { caller, stream, from } = opened
    desk.stay(caller, stream, () => stream.run(from))
    return reply
  })
}

/** The id of the message to go on from, null for the first; undefined where there is nothing to catch up on. */
function startOf(request: FastifyRequest): string | null | undefined | Refusal {
  const query = parseQuery(queryOf(request))
  if (query instanceof Refusal) return query
  const { after: asked, ...others } = query
  const [surplus] = Object.keys(others)
  if (surplus !== undefined) return new Refusal('wrong-arguments', `"after" alone is expected here`)
  // A browser that connects again says where it was, and asks for the same page as the first time.
  const id = request.headers['last-event-id'] ?? asked
  return id === undefined || id === '' ? undefined : position.decode(String(id))
}

function open(desk: Desk, request: FastifyRequest, reply: FastifyReply): Opened | Refusal {
  const address = clientAddress(request)
  const caller = desk.identify(request.headers.authorization, address)
  if (caller instanceof Refusal) return caller
  const { session } = caller.peer
  if (!session) return new Refusal('not-authorized')
  const start = startOf(request)
  if (start instanceof Refusal) return start
  const headers = { ...(reply.getHeaders() as Record<string, string>), ...HEADERS }
  const stream = new EventStream(desk.services, desk.turn, reply.raw, headers, address)
  stream.open(session.account, session.token, start === undefined)
  const from = start === undefined ? undefined : after(start, desk.services.store.lastMessage())
  return { caller, stream, from }
}

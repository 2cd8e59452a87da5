import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LINE_BYTES } from '../../protocol/limits.js'
import { Refusal } from '../../protocol/refusals.js'
import { Refused } from './problem.js'

/** A JSON body's bytes at the most: it may write one byte of a line as six. */
export const BODY_BYTES = 6 * LINE_BYTES
/** A body of so many bytes always has room: it holds all that may be said within the usual limits. */
const SMALL = 4096
/** What larger ones that are on their way may take together, in bytes. */
const ROOM = 64 * 1024 * 1024

/**
 * Has the bodies of these routes be JSON, taken whole as bytes; an empty one is none, whatever its type. Each has to arrive
 * whole in time, in milliseconds, and together they take a bounded room, whoever sends them.
 */
export function takeBodies(app: FastifyInstance, timeout: number): void {
  let taken = 0
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { raw } = request
    const size = sizeOf(raw)
    // Nobody reads what comes with a GET.
    if (size === 0 || raw.method === 'GET' || raw.method === 'HEAD') return done(null, payload)
    const room = size > SMALL ? size : 0
    if (taken + room > ROOM) return done(new Refused(NO_ROOM))
    taken += room
    askForBody(request, reply)
    // Whoever reads the body takes this for the body's own end; the connection itself must live to be answered.
    const timer = setTimeout(() => {
      if (raw.listenerCount('error') > 0) raw.emit('error', new Refused(LATE, 408))
    }, timeout)
    raw.once('close', () => {
      clearTimeout(timer)
      taken -= room
    })
    done(null, payload)
  })
  const take = (_request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: Buffer) => void) =>
    done(null, body)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, take)
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request: FastifyRequest, body: Buffer, done) =>
    body.length === 0 ? done(null, body) : done(new Refused(NOT_JSON, 415)),
  )
}

/** Tells a client that waits for it to send its body; one of HTTP/1.0 would not understand (RFC 9110, 10.1.1). */
export function askForBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.headers.expect !== undefined && raw.httpVersion !== '1.0') reply.raw.writeContinue()
}

/** The most that may come; what is too large is refused before a byte of it is read. */
function sizeOf({ headers }: IncomingMessage): number {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  if (length === undefined) return coding === undefined ? 0 : BODY_BYTES
  return Math.min(Number(length), BODY_BYTES)
}

const NO_ROOM = new Refusal('busy', 'too many large bodies are on their way; try again later')
const LATE = new Refusal('busy', 'the body did not arrive in time')
const NOT_JSON = new Refusal('malformed', 'the body must be application/json')

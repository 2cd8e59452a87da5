import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { rowOf } from '../../protocol/verbs.js'
import { type Call, call } from './call.js'
import { clientAddress } from './client-address.js'
import type { Desk } from './desk.js'
import { Refused } from './problem.js'
import { patternOf, type Route, readsQuery, routes } from './route.js'
import { send } from './send.js'
import { type Fields, fieldsOf, parseQuery, wordsOf } from './words.js'

/** A route for every verb that is one line in and one line out. */
export function verbRoutes(app: FastifyInstance, desk: Desk): void {
  for (const route of routes) {
    if (rowOf(route.verb).bytes || route.verb === 'NOTIF-LISTEN') continue
    app.route({
      method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
      url: patternOf(route.path),
      handler: async (request, reply) => {
        return send(reply, await call(desk, callOf(route, request, readWords(route, request))))
      },
    })
  }
}

/** Who asks for what. */
export const callOf = (route: Route, request: FastifyRequest, words: Call['words']): Call => ({
  route,
  words,
  authorization: request.headers.authorization,
  address: clientAddress(request),
  key: request.headers['idempotency-key'] as string | undefined,
})

/** @throws Refused where the request is malformed */
export function readWords(route: Route, request: FastifyRequest): string[] | Refusal {
  const query = queryOf(request)
  const fields = readsQuery(route) ? parseQuery(query) : fieldsOf(parseBody(request.body))
  if (fields instanceof Refusal) return fields
  const words = wordsOf(route.verb, request.params as Fields, fields)
  if (query === '' || readsQuery(route)) return words
  return words instanceof Refusal ? words : new Refusal('wrong-arguments', 'no query is expected here')
}

/** As it was sent: the routes' parser of queries leaves them so. */
export const queryOf = (request: FastifyRequest): string => request.query as string

function parseBody(body: unknown): unknown {
  if (body === undefined || (body as Buffer).length === 0) return undefined
  if (!isUtf8(body as Buffer)) throw new Refused(new Refusal('malformed', 'the body is not UTF-8'))
  try {
    return JSON.parse((body as Buffer).toString())
  } catch {
    throw new Refused(new Refusal('malformed', 'the body is not JSON'))
  }
}

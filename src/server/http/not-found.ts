import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { hangUp } from './hang-up.js'
import { toProblem } from './problem.js'
import { GUARDS, send } from './send.js'

/** Answers what has no route: with the methods that the path does have, where it has any. To be set before all routes. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const known: { readonly path: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }: RouteOptions) => {
    // What stands for all paths is CORS's.
    if (url !== '*') known.push({ path: patternOf(url), methods: [method].flat() })
  })
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    hangUp(request, reply)
    const path = request.url.split('?', 1)[0]!
    const methods = known.filter((route) => route.path.test(path)).flatMap((route) => route.methods)
    if (methods.length === 0) return send(reply, toProblem(NO_ROUTE))
    const allow = { allow: [...methods, 'OPTIONS'].join(', ') }
    if (request.method === 'OPTIONS')
      return reply
        .code(204)
        .headers({ ...GUARDS, ...allow })
        .send()
    return send(reply.headers(allow), toProblem(NO_METHOD, 405))
  }
  app.setNotFoundHandler(answer)
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.is404) answer(request, reply)
    else done(null, payload)
  })
}

const NO_ROUTE = new Refusal('unknown-keyword', 'there is no such route; /docs shows all')
const NO_METHOD = new Refusal('unknown-keyword', 'this route has other methods: see Allow')

/** `/users/:name/messages` and `/docs/*` as what matches a path as it was sent. */
const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^$()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]*')
      .replace('*', '.*')}$`,
  )

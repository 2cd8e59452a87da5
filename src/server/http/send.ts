import type { FastifyReply } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import type { Outcome } from './call.js'
import { toProblem } from './problem.js'

const JSON_TYPE = 'application/json; charset=utf-8'

/** What every answer carries: nothing of it is kept by others, guessed at or shown as a page. */
export const GUARDS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** Sends what a request came to. */
export function send(reply: FastifyReply, outcome: Outcome | Refusal): FastifyReply {
  if (outcome instanceof Refusal) return send(reply, toProblem(outcome))
  const { status, headers, body } = outcome
  reply.code(status).headers(GUARDS)
  if (body !== undefined) reply.header('content-type', JSON_TYPE)
  if (headers) reply.headers(headers)
  return reply.send(body)
}

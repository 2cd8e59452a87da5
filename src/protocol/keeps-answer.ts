import { rowOf, type Verb } from './verbs.js'

/**
 * Whether the answer to a request over HTTP is kept under its Idempotency-Key, so that the request may be made again and
 * has its effect once (HTTP-1): what is posted in a session. Not what hands messages out, since its hand-out
 * may be over by then (CHAT-3), and not a token, which nobody keeps (AUTH-6).
 */
export function keepsAnswer(verb: Verb): boolean {
  const { http, session, handsOut } = rowOf(verb)
  return http.startsWith('POST ') && session !== 'none' && !handsOut && verb !== 'AUTH-TOKEN'
}

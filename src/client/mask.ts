import { password } from '../protocol/codecs.js'
import type { Shape } from '../protocol/shape.js'
import { type Argument, rowOf } from '../protocol/verbs.js'
import { verbOf } from './request-line.js'

const HIDDEN = '***'
const WORDS = /[^ \t]+/g

/** A request's line as it may be shown: without its passwords and tokens (AUTH-6). */
export function maskRequest(line: string): string {
  const first = firstSecret(line)
  let index = 0
  return line.replace(WORDS, (word) => (index++ >= first ? HIDDEN : word))
}

/** The reply to a request as it may be shown: without the token it grants, nor what it echoes of the secrets sent. */
export function maskReply(reply: string, request: string): string {
  if (grantsToken(request)) return reply.startsWith('failed') ? reply : `success ${HIDDEN}`
  const secrets = (request.match(WORDS) ?? []).slice(firstSecret(request))
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), reply)
}

/** The place of a line's first secret among its words; whatever follows it counts as one, however the line is cut. */
function firstSecret(line: string): number {
  const verb = verbOf(line)
  const place = verb ? rowOf(verb).arguments.findIndex(isSecret) : -1
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1
}

const isSecret = ({ name, codec }: Argument) => codec === password || name === TOKEN

function grantsToken(request: string): boolean {
  const verb = verbOf(request)
  const value: Shape | undefined = verb && rowOf(verb).value
  return value?.kind === 'record' && TOKEN in value.fields
}

const TOKEN = 'token'

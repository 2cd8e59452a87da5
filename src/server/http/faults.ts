import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal, type RefusalCode } from '../../protocol/refusals.js'
import type { Log } from '../options.js'
import { linger } from './hang-up.js'
import { type Problem, Refused, toProblem } from './problem.js'

/** What a request that failed is answered: a refusal, a fault of HTTP's own, or an incident (our bug), which is logged. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Refused) {
    const { headers, ...problem } = toProblem(error.refusal, error.status)
    return { ...problem, headers: { ...headers, ...error.headers } }
  }
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number }
  if (statusCode >= 400 && statusCode < 500) {
    const [refusal, cause] = FAULTS[code] ?? ['malformed', undefined]
    return toProblem(new Refusal(refusal, cause), statusCode)
  }
  const incident = randomUUID()
  log.error({ incident, err: error }, 'a request failed')
  return toProblem(new Refusal('internal', `incident ${incident}`))
}

/** The framework's own complaints, and Node's. */
const FAULTS: Readonly<Record<string, readonly [RefusalCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['line-too-long', 'the body is too large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['malformed', 'the body must be application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['malformed', 'the path is not percent-encoded UTF-8'],
  FST_ERR_MAX_PARAM_LENGTH: ['line-too-long', 'the path is too long'],
  HPE_HEADER_OVERFLOW: ['line-too-long', 'the headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['busy', 'the request did not arrive in time'],
}

const STATUSES: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Answers bytes that are no request, and closes the connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  const { code = '' } = error
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const [refusal, cause] = FAULTS[code] ?? ['malformed', 'the bytes are not a request of HTTP/1.1']
  const { status, headers, body } = toProblem(new Refusal(refusal, cause), STATUSES[code] ?? 400)
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`)
  linger(socket)
}

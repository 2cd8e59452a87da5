import { ChatError } from '../chat-error.js'

/** Why a `fetch` failed, as the network says it: `ECONNRESET`. */
export function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    if (!(cause.cause instanceof Error)) return cause.message
  }
  return String(error)
}

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED'])

/** Whether a connection broke that had been there: a new one may do. */
export const isReset = (error: unknown): boolean => RESETS.has(reasonOf(error))

/** A connection that broke, as the client tells it. */
export const broken = (host: string, cause: unknown): ChatError =>
  cause instanceof ChatError
    ? cause
    : new ChatError('disconnected', `the connection to ${host} broke: ${reasonOf(cause)}`, { cause })

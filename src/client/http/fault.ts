import { ChatError } from '../chat-error.js'

/** An error and what caused it, from the outermost in. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause
}

/** Why a `fetch` failed, as the network says it: `ECONNRESET`; in words where it has no code. */
export function reasonOf(error: unknown): string {
  let reason = String(error)
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    reason = cause.message
  }
  return reason
}

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED'])

/** Whether a connection broke that had been there: a new one may do. */
export const isReset = (error: unknown): boolean => RESETS.has(reasonOf(error))

/** What broke, as the client tells it. */
export function broken(host: string, error: unknown): ChatError {
  for (const cause of causesOf(error)) if (cause instanceof ChatError) return cause
  const reason = reasonOf(error)
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(reason)) {
    const words = `the certificate of ${host} is not trusted: it does not hold (${reason})`
    return new ChatError('untrusted', words, { cause: error })
  }
  return new ChatError('disconnected', `the connection to ${host} broke: ${reason}`, { cause: error })
}

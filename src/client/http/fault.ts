import { ChatError } from '../chat-error.js'

/** An error and what caused it, from the outermost in. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause
}

/** The code of what made a `fetch` fail: `ECONNRESET`. */
export function codeOf(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    if (cause.name === 'HTTPParserError') return cause.name
  }
  return undefined
}

/** Why a `fetch` failed: a code that people know, else words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code && /^E[A-Z]+/.test(code)) return code
  return [...causesOf(error)].at(-1)?.message ?? String(error)
}

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED'])

/** Whether a connection broke that had been there: a new one may do. */
export const isReset = (error: unknown): boolean => RESETS.has(codeOf(error) ?? '')

/** What broke, as the client tells it. */
export function broken(host: string, error: unknown): ChatError {
  for (const cause of causesOf(error)) if (cause instanceof ChatError) return cause
  const reason = reasonOf(error)
  const code = codeOf(error) ?? ''
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    const words = `the certificate of ${host} is not trusted: it does not hold (${code})`
    return new ChatError('untrusted', words, { cause: error })
  }
  return new ChatError('disconnected', `the connection to ${host} broke: ${reason}`, { cause: error })
}

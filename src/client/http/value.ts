import { describeShape, fits } from '../../protocol/shape.js'
import { rowOf, type Verb } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import { discard, jsonOf, typeOf } from './body.js'
import type { WebResponse } from './fetch.js'

/** The longest value in bytes, as on the line. */
const MOST = 64 * 1024 * 1024

/**
 * The reply's line to a success: the verb's value (REPLY-4), or words where it has none.
 * @throws ChatError `protocol` where it is not the value of the table: HTTP-1 leaves no other way to say it
 */
export async function successOf(verb: Verb, response: WebResponse): Promise<string> {
  const { value: shape } = rowOf(verb)
  if (!shape) {
    await discard(response)
    return 'success done'
  }
  const type = typeOf(response)
  if (type !== 'application/json') {
    await discard(response)
    throw new ChatError('protocol', `the server answers ${verb} with ${type || 'nothing'} instead of JSON`)
  }
  const value = await jsonOf(response, MOST)
  if (fits(shape, value)) return `success ${JSON.stringify(withoutSecret(value))}`
  // Without the value, which may hold a secret.
  throw new ChatError('protocol', `the server answers ${verb} with JSON that is not ${describeShape(shape)}`)
}

/** What opens a session shows its secret to those who cannot read headers; on the line there is none. */
function withoutSecret(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('session' in value)) return value
  const { session: _, ...rest } = value
  return rest
}

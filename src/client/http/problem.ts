import { isRefusalCode, refusals } from '../../protocol/refusals.js'
import { ChatError } from '../chat-error.js'
import { jsonOf, typeOf } from './body.js'
import type { WebResponse } from './fetch.js'

const MOST = 64 * 1024
// What would end the line that it becomes, or steer a terminal (LINE-7).
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g

/** A refusal as HTTP tells it: `application/problem+json` with the code and the cause (HTTP-1, REPLY-3). */
export class Problem {
  constructor(
    /** A code of the table, or one that a later server knows. */
    readonly code: string,
    /** The cause in words, one line. */
    readonly message: string,
  ) {}

  /** Whether the request surely had no effect. */
  get isDefinite(): boolean {
    return isRefusalCode(this.code) && refusals[this.code].definite
  }

  /** As a line (REPLY-3). */
  get line(): string {
    return `failed ${this.code}: ${this.message}`
  }
}

/** Whether an answer is a problem document. */
export const isProblem = (response: WebResponse): boolean => typeOf(response) === 'application/problem+json'

/** Reads a problem document. @throws ChatError `protocol` where it tells no code and cause */
export async function problemOf(response: WebResponse): Promise<Problem> {
  const document = await jsonOf(response, MOST)
  const { code, message } = (document ?? {}) as Record<string, unknown>
  if (typeof code !== 'string' || !/^[a-z-]+$/.test(code) || typeof message !== 'string') {
    throw new ChatError('protocol', `the server answers ${response.status} with a problem that names no code`)
  }
  return new Problem(code, message.replace(CONTROLS, ' ').trim())
}

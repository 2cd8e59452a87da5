import { type Refusal, refusals } from '../../protocol/refusals.js'

/** How a refusal travels: RFC 9457. */
export interface Problem {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const PROBLEM_TYPE = 'application/problem+json'

/** A refusal as a problem document. @param status another than the table's, for HTTP's own faults */
export function toProblem(refusal: Refusal, status: number = refusals[refusal.code].http): Problem {
  const { code, cause } = refusal
  const { words, definite } = refusals[code]
  const seconds = refusal.retryAfter ?? (code === 'busy' ? 1 : undefined)
  return {
    status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    },
    body: JSON.stringify({
      type: `urn:pychat:${code}`,
      title: words,
      status,
      detail: cause,
      code,
      message: cause,
      definite,
    }),
  }
}

/** Thrown where a request is refused: by the table, or with a status of HTTP's own. */
export class Refused extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly status?: number,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(refusal.cause)
  }
}

import { backOff } from '../back-off.js'

/** What kept a request from being answered for good. */
export interface Obstacle {
  /** The request surely had no effect, so anyone may make it again. */
  readonly isDefinite: boolean
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined
}

interface Case extends Obstacle {
  /** Made twice it has the effect of once: it changes nothing, or carries a key that tells the server. */
  readonly isRepeatable: boolean
  /** How often it was made in vain before. */
  readonly failures: number
  /** How much time is left for it, in milliseconds. */
  readonly left: number
}

const MOST = 4
const PACE = { first: 100, longest: 2_000 }

/**
 * How long to wait before a request is made again, in milliseconds: as long as the server asks, and some more by chance.
 * Undefined where it must not be made again, was often enough, or would come too late.
 */
export function retryDelay({
  isDefinite,
  isRepeatable,
  retryAfter = 0,
  failures,
  left,
}: Case): number | undefined {
  if (!(isDefinite || isRepeatable) || failures >= MOST) return undefined
  const delay = retryAfter + backOff(failures, PACE)
  return delay < left ? delay : undefined
}

/** What `Retry-After` asks for, in milliseconds: seconds, or an HTTP date, which `Date` tells the server's now for. */
export function retryAfterOf(
  headers: { get(name: string): string | null },
  now = Date.now(),
): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = dateOf(text)
  return at === undefined ? undefined : Math.max(0, at - (dateOf(headers.get('date') ?? '') ?? now))
}

/** An HTTP date in milliseconds; on its own Date takes almost anything for one. */
function dateOf(text: string): number | undefined {
  const at = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

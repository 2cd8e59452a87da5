/**
 * What a Retry-After header asks for, as milliseconds from `now` (Unix time in milliseconds): seconds, or a date of any
 * of the three forms that HTTP knows (RFC 9110, 10.2.3). A date that is past is 0. Undefined where the header is missing
 * or says neither. It can be arbitrarily long: whoever waits bounds it.
 */
export function retryAfter(header: string | null | undefined, now = Date.now()): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  // Date.parse takes much else for a date, such as `-5`.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined
  const date = Date.parse(/(GMT|UTC)$/.test(text) ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

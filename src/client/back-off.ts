/**
 * How long to wait before the next try, in milliseconds: anything up to `first`, doubled with each failure up to
 * `longest`. All of it is left to chance (full jitter), so that a thousand clients of a server that comes back do not
 * come at once.
 */
export function backOff(failures: number, { first, longest }: { first: number; longest: number }): number {
  return Math.random() * Math.min(longest, first * 2 ** failures)
}

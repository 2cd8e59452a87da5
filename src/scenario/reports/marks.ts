import type { Look } from '../paint.js'
import type { Outcome } from '../result.js'

/** A character and a look for each outcome. */
export const marks = {
  pass: ['✓', 'green'],
  weak: ['~', 'yellow'],
  xfail: ['x', 'yellow'],
  skip: ['-', 'dim'],
  fail: ['✗', 'red'],
  xpass: ['X', 'red'],
  unknown: ['?', 'yellow'],
  error: ['!', 'magenta'],
} as const satisfies Record<Outcome, readonly [string, Look]>

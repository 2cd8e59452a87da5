import type { Clause } from '../protocol/clauses.js'

/** The clauses that no shipped scenario shows, and why. */
export const uncovered: Partial<Record<Clause, string>> = {
  'NOTIF-3': 'shows only under load',
  'TLS-1': 'comes with the TLS transport',
  'HTTP-1': 'comes with the HTTP transport',
}

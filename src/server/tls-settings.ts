import { constants } from 'node:crypto'

/** What holds for TLS at every port. */
export const tlsSettings = {
  minVersion: 'TLSv1.2',
  // TLS 1.2's renegotiation is work for the server alone, and nobody needs it.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const

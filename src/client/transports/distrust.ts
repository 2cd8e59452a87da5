import type { PeerCertificate, TLSSocket } from 'node:tls'
import { ChatError } from '../chat-error.js'

/** Why a server's certificate is not trusted, in words: which one, what is wrong with it, and what to do. */
export function distrust(socket: TLSSocket, address: string): ChatError {
  const certificate = socket.getPeerCertificate()
  const { authorizationError: fault } = socket
  const code = typeof fault === 'string' ? fault : ((fault as NodeJS.ErrnoException | null)?.code ?? 'none')
  const why = (reasons[code] ?? unknown)(certificate, code)
  const words = `the certificate of ${address} is not trusted: ${why} (${describe(certificate)}); ${ADVICE}`
  return new ChatError('untrusted', words, { cause: fault })
}

const ADVICE =
  'if it is the right one, name the certificate of its authority (its own where it is self-signed) by --ca FILE'

type Reason = (certificate: PeerCertificate, code: string) => string

const unknown: Reason = (_, code) => `it does not hold (${code})`
const unknownIssuer: Reason = ({ issuer }) => `nobody here knows who issued it, ${nameOf(issuer)}`

const reasons: Readonly<Record<string, Reason>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: () => 'nobody here knows the authority at the end of its chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_HAS_EXPIRED: ({ valid_to }) => `it, or one that it rests on, has expired (its own end: ${valid_to})`,
  CERT_NOT_YET_VALID: ({ valid_from }) => `it is not valid yet, but from ${valid_from} on`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ subjectaltname, subject }) =>
    `it is for another host: ${subjectaltname ?? nameOf(subject)}`,
}

function describe({ subject, issuer, fingerprint256 }: PeerCertificate): string {
  return `subject ${nameOf(subject)}; issuer ${nameOf(issuer)}; SHA-256 ${fingerprint256}`
}

/** Whatever an attacker writes there stays short. */
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).map(([key, value]) => `${key}=${String(value)}`)
  return parts.join(', ').slice(0, 200) || 'without a name'
}

import type { PeerCertificate, TLSSocket } from 'node:tls'
import { ChatError } from '../chat-error.js'

/** Why a server's certificate is not trusted, in words: which one, what is wrong with it, and what to do. */
export function distrust(socket: TLSSocket, address: string): ChatError {
  const certificate = socket.getPeerCertificate()
  const { authorizationError: fault } = socket
  const code = typeof fault === 'string' ? fault : ((fault as NodeJS.ErrnoException | null)?.code ?? 'none')
  const [why, advice] = (reasons[code] ?? unknown)(certificate, code)
  const words = `the certificate of ${address} is not trusted: ${why} (${describe(certificate)}); ${advice}`
  return new ChatError('untrusted', words, { cause: fault })
}

/** What is wrong with a certificate, and what to do. */
type Reason = (certificate: PeerCertificate, code: string) => readonly [why: string, advice: string]

const NAME_IT =
  'if it is the right one, name the certificate of its authority (its own where it is self-signed) by --ca FILE'

const unknown: Reason = (_, code) => [
  `it does not hold (${code})`,
  'whoever runs the server has to replace it',
]

const unknownIssuer: Reason = ({ issuer }) => [`nobody here knows who issued it, ${nameOf(issuer)}`, NAME_IT]

const reasons: Readonly<Record<string, Reason>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => ['it is self-signed', NAME_IT],
  SELF_SIGNED_CERT_IN_CHAIN: () => ['nobody here knows the authority at the end of its chain', NAME_IT],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_HAS_EXPIRED: ({ valid_to }) => [
    `it, or one that it rests on, has expired (its own end: ${valid_to})`,
    'whoever runs the server has to renew it, unless the clock here is wrong',
  ],
  CERT_NOT_YET_VALID: ({ valid_from }) => [
    `it, or one that it rests on, is not valid yet (its own beginning: ${valid_from})`,
    'try again then, or set the clock here if it is wrong',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: (certificate) => {
    const hosts = hostsOf(certificate)
    return [
      'it is for another host',
      hosts === ''
        ? 'whoever runs the server has to get one for this host'
        : `connect by a name that it is for: ${hosts}`,
    ]
  },
}

function describe({ subject, issuer, fingerprint256 }: PeerCertificate): string {
  return `subject ${nameOf(subject)}; issuer ${nameOf(issuer)}; SHA-256 ${fingerprint256}`
}

/** Whatever an attacker writes there stays short. */
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).map(([key, value]) => `${key}=${String(value)}`)
  return parts.join(', ').slice(0, 200) || 'without a name'
}

/** Some of the hosts that a certificate is for; what has not the form of one is left out. */
function hostsOf({ subjectaltname, subject }: PeerCertificate): string {
  const names = subjectaltname?.split(', ') ?? [`DNS:${subject?.CN}`]
  const hosts = names.flatMap((name) => /^(?:DNS|IP Address):([\w.*:-]{1,100})$/.exec(name)?.[1] ?? [])
  const more = hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : ''
  return hosts.slice(0, SHOWN).join(', ') + more
}

const SHOWN = 5

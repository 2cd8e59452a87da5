import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import { ChatError } from '../chat-error.js'
import type { TlsOptions } from '../transport.js'

/** Newer versions of Node know what the system trusts. */
interface Newer {
  getCACertificates?(kind: 'default' | 'system'): string[]
}

const settings = { minVersion: 'TLSv1.2' } as const

let last: { readonly ca: string; readonly context: tls.SecureContext } | undefined

/**
 * Whom to trust: Node's roots, those of NODE_EXTRA_CA_CERTS, the system's where this version of Node tells them, and
 * `ca`. Throws a ChatError `untrusted` where `ca` holds no certificate that can be read.
 */
export function trust({ ca = '' }: TlsOptions): tls.SecureContext {
  const own = String(ca)
  // Reading the roots takes longer than a handshake.
  if (last?.ca !== own) last = { ca: own, context: makeContext(own) }
  return last.context
}

/** The certificates of a text, PEM. Throws an Error with words for people where there is none, or one is broken. */
export function certificatesIn(text: string): string[] {
  const found = blocksIn(text)
  if (found.length === 0) throw new Error('there is no certificate in PEM')
  for (const [i, pem] of found.entries()) {
    try {
      new X509Certificate(pem)
    } catch (cause) {
      throw new Error(`certificate ${i + 1} of ${found.length} is damaged`, { cause })
    }
  }
  return found
}

function makeContext(own: string): tls.SecureContext {
  const { getCACertificates } = tls as typeof tls & Newer
  if (own === '' && !getCACertificates) return tls.createSecureContext(settings)
  const roots = getCACertificates
    ? [...getCACertificates('default'), ...getCACertificates('system')]
    : [...tls.rootCertificates, ...extraRoots()]
  return tls.createSecureContext({ ...settings, ca: [...new Set([...roots, ...further(own)])] })
}

function further(own: string): string[] {
  try {
    return own === '' ? [] : certificatesIn(own)
  } catch (cause) {
    const words = `the certificates to trust cannot be read: ${(cause as Error).message}`
    throw new ChatError('untrusted', words, { cause })
  }
}

/** Node itself adds them only where no others are given. */
function extraRoots(): string[] {
  const { NODE_EXTRA_CA_CERTS: path } = process.env
  try {
    return path ? blocksIn(readFileSync(path, 'utf8')) : []
  } catch {
    // Node has said so already.
    return []
  }
}

const blocksIn = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

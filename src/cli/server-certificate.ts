import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { CliError } from './errors.js'
import { readTextFile } from './read-text-file.js'

const LARGEST = 1024 ** 2

/** A server's certificate and its key: the files, or what stands in them. */
export interface CertificateAndKey {
  readonly cert: string
  readonly key: string
}

/**
 * Reads a certificate and its key. Throws a CliError `local-file` for what no client could be shown; `warn` is told what
 * will not do for long.
 */
export async function readCertificate(
  files: CertificateAndKey,
  warn: (text: string) => void,
): Promise<CertificateAndKey> {
  const cert = await readTextFile(files.cert, LARGEST, 'a certificate')
  const key = await readTextFile(files.key, LARGEST, 'a key')
  const own = parsed(files.cert, 'certificate in PEM', () => new X509Certificate(cert))
  if (!own.checkPrivateKey(privateKey(files.key, key))) {
    throw new CliError('local-file', `${files.key} is not the key of the certificate in ${files.cert}`, {
      hint: 'the certificate of the server itself comes first in its file, those of authorities behind it',
    })
  }
  const now = Date.now()
  if (Date.parse(own.validTo) < now) warn(`the certificate in ${files.cert} has expired: ${own.validTo}`)
  if (Date.parse(own.validFrom) > now) {
    warn(`the certificate in ${files.cert} is not valid yet, but from ${own.validFrom} on`)
  }
  if (process.platform !== 'win32' && (await stat(files.key)).mode & 0o007) {
    warn(`everybody on this machine can use ${files.key}: chmod o= '${files.key}'`)
  }
  return { cert, key }
}

function privateKey(path: string, pem: string): KeyObject {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw new CliError(
      'local-file',
      `the key in ${path} is encrypted, and a server that starts can ask nobody`,
      {
        hint: `openssl pkey -in '${path}' -out server.key, which decrypts it, and chmod 600 server.key`,
      },
    )
  }
  return parsed(path, 'private key in PEM', () => createPrivateKey(pem))
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new CliError('local-file', `${path} holds no ${what}`, { cause })
  }
}

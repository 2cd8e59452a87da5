import type { TlsOptions } from '../client/transport.js'
import { schemeOf, schemes } from '../protocol/schemes.js'
import type { Setting } from './config.js'
import { CliError, UsageError } from './errors.js'
import { readTextFile } from './read-text-file.js'

const LARGEST = 4 * 1024 ** 2

/**
 * Whom to trust at this server, undefined where the way to it is not encrypted. Throws a UsageError for a flag that has
 * no meaning there, and a CliError `local-file` for a file that holds no certificates.
 */
export async function trustAt(
  origin: string,
  { ca, insecure }: { ca: Setting<string> | undefined; insecure: boolean },
  warn: (text: string) => void,
): Promise<TlsOptions | undefined> {
  const scheme = schemeOf(new URL(origin))
  if (!scheme || !schemes[scheme].isSecure) {
    const flag = insecure ? '--insecure' : ca?.from === 'flag' ? '--ca' : undefined
    if (flag === undefined) return undefined
    throw new UsageError(`${flag} has no meaning at ${origin}: nothing is encrypted there`, {
      hint: '--server tls://HOST:PORT',
    })
  }
  if (insecure) {
    warn(`--insecure: whoever answers at ${origin} is trusted, and can read and change everything`)
    return { insecure }
  }
  return ca ? { ca: await readAuthorities(ca.value) } : {}
}

async function readAuthorities(path: string): Promise<string> {
  const text = await readTextFile(path, LARGEST, 'certificates')
  const { certificatesIn } = await import('../client/transports/trust.js')
  try {
    certificatesIn(text)
    return text
  } catch (cause) {
    throw new CliError('local-file', `cannot trust ${path}: ${(cause as Error).message}`, {
      cause,
      hint: 'openssl x509 -in FILE -noout -subject shows what a file holds',
    })
  }
}

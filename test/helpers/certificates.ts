import { isIP } from 'node:net'
import { generate } from 'selfsigned'
import type { Certificate } from '../../src/server/options.js'

const DAY = 24 * 3600_000

export interface Pems extends Certificate {
  readonly cert: string
  readonly key: string
}

interface Wishes {
  /** Host names and addresses; localhost, 127.0.0.1 and ::1 unless given. */
  readonly hosts?: readonly string[]
  /** In days from now; one unless given. */
  readonly expires?: number
  /** Who signs it; itself unless given. */
  readonly authority?: Pems
  /** Encrypts the key. */
  readonly passphrase?: string
}

/** A certificate for servers, and its key. */
export function certificate(wishes: Wishes = {}): Promise<Pems> {
  const hosts = wishes.hosts ?? ['localhost', '127.0.0.1', '::1']
  return make(hosts[0]!, wishes, [
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
    },
  ])
}

/** A certificate that signs others, and its key. */
export function authority(name: string, signer?: Pems): Promise<Pems> {
  return make(name, signer ? { authority: signer } : {}, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>

async function make(
  name: string,
  { expires = 1, authority: signer, passphrase }: Wishes,
  extensions: Extensions,
) {
  const notAfterDate = new Date(Date.now() + expires * DAY)
  const made = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType: 'ec', algorithm: 'sha256', extensions, notAfterDate },
    notBeforeDate: new Date(notAfterDate.getTime() - 10 * DAY),
    ...(signer && { ca: signer }),
    ...(passphrase !== undefined && { passphrase }),
  })
  return { cert: made.cert, key: made.private }
}

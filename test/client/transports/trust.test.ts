import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Tls from 'node:tls'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { openTls as OpenTls } from '../../../src/client/transports/tls.js'
import { certificate, type Pems } from '../../helpers/certificates.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { serve } from '../scripted-server.js'

afterEach(() => {
  vi.doUnmock('node:tls')
  vi.unstubAllEnvs()
})
beforeEach(() => vi.resetModules())

/** The transport as this version of Node, or another one, has it. */
const load = async (): Promise<typeof OpenTls> =>
  (await import('../../../src/client/transports/tls.js')).openTls

/** Each with a subject of its own: of two self-signed ones with the same, OpenSSL finds the first alone. */
const certificates = (...names: string[]) =>
  Promise.all(names.map((name) => certificate({ hosts: [name, '127.0.0.1'] })))

async function isTrusted(openTls: typeof OpenTls, server: Pems, ca?: string): Promise<boolean> {
  const url = new URL(await serve(() => {}, { tls: server }))
  const opening = openTls(url, { timeout: 2000, tls: { ca } })
  return opening.then(
    (transport) => {
      transport.close()
      return true
    },
    (error) => {
      expect(error.code).toBe('untrusted')
      return false
    },
  )
}

test("where Node tells what the system trusts, that is trusted, beside Node's own and what is given", async () => {
  const [system, usual, own, strange] = await certificates('system', 'usual', 'own', 'strange')
  vi.doMock('node:tls', async (original) => ({
    ...(await original<typeof Tls>()),
    getCACertificates: (kind: string) => [{ system, default: usual }[kind]!.cert],
  }))
  const openTls = await load()
  for (const ca of [undefined, own!.cert]) {
    expect(await isTrusted(openTls, system!, ca)).toBe(true)
    expect(await isTrusted(openTls, usual!, ca)).toBe(true)
    expect(await isTrusted(openTls, own!, ca)).toBe(ca !== undefined)
    expect(await isTrusted(openTls, strange!, ca)).toBe(false)
  }
})

test('what is given does not take the place of NODE_EXTRA_CA_CERTS where Node does not tell whom it trusts', async () => {
  vi.doMock('node:tls', async (original) => ({
    ...(await original<typeof Tls>()),
    getCACertificates: undefined,
  }))
  const [extra, own] = await certificates('extra', 'own')
  const file = join(temporaryFolder(), 'extra.pem')
  writeFileSync(file, extra!.cert)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', file)
  const openTls = await load()
  expect(await isTrusted(openTls, extra!, own!.cert)).toBe(true)
  expect(await isTrusted(openTls, own!, own!.cert)).toBe(true)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '/no/such/file')
  expect(await isTrusted(openTls, own!, `${own!.cert}\n`)).toBe(true)
})

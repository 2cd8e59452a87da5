import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCertificate } from '../../src/cli/server-certificate.js'
import { authority, certificate, type Pems } from '../helpers/certificates.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

/** Files of this certificate and key, and what reading them warns of. */
function world({ cert, key }: Pems, mode = 0o600) {
  const folder = temporaryFolder()
  const files = { cert: join(folder, 'server.pem'), key: join(folder, 'server.key') }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key)
  chmodSync(files.key, mode)
  const warnings: string[] = []
  return { files, warnings, read: () => readCertificate(files, (text) => warnings.push(text)) }
}

test('a certificate with its authority behind it and its key are read as they are', async () => {
  const root = await authority('Root')
  const own = await certificate({ authority: root })
  const pems = { ...own, cert: `${own.cert}\n${root.cert}` }
  const { read, warnings } = world(pems)
  expect(await read()).toEqual(pems)
  expect(warnings).toEqual([])
})

test.each([
  [-1, 0o600, /server\.pem has expired: .*GMT$/],
  [20, 0o600, /server\.pem is not valid yet, but from .*GMT on$/],
  [1, 0o644, /^everybody on this machine can use .*server\.key: chmod o= /],
])('what will not do for long is warned of (%i days, mode %o)', async (expires, mode, words) => {
  const { read, warnings } = world(await certificate({ expires }), mode)
  await read()
  expect(warnings).toEqual([expect.stringMatching(words)])
})

test("a key that is another's, or encrypted, or none is refused by its file", async () => {
  const [own, other] = [await certificate(), await certificate()]
  await expect(world({ ...own, key: other.key }).read()).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringMatching(/server\.key is not the key of the certificate in .*server\.pem$/),
  })
  await expect(world(await certificate({ passphrase: 's3cret' })).read()).rejects.toMatchObject({
    message: expect.stringMatching(/server\.key is encrypted/),
    hint: expect.stringContaining('openssl pkey'),
  })
  await expect(world({ ...own, key: own.cert }).read()).rejects.toThrow(/server\.key holds no private key/)
  await expect(world({ ...own, cert: own.key }).read()).rejects.toThrow(/server\.pem holds no certificate/)
})

test('a file that is not there is named', async () => {
  const { files } = world(await certificate())
  const missing = { ...files, key: '/no/such.key' }
  await expect(readCertificate(missing, () => {})).rejects.toThrow(
    'cannot read /no/such.key: there is no such',
  )
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trustAt } from '../../src/cli/trust.js'
import { certificate } from '../helpers/certificates.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const flag = (value: string) => ({ value, from: 'flag' as const })
const silent = () => expect.unreachable()

/** A file with this text. */
function fileOf(text: string): string {
  const path = join(temporaryFolder(), 'ca.pem')
  writeFileSync(path, text)
  return path
}

test('a file of certificates is read where the way is encrypted', async () => {
  const { cert } = await certificate()
  const ca = flag(fileOf(`Subject: somebody\n${cert}`))
  for (const origin of ['tls://localhost:8443', 'https://localhost:443']) {
    expect((await trustAt(origin, { ca, insecure: false }, silent))?.ca).toContain(cert)
    expect(await trustAt(origin, { ca: undefined, insecure: false }, silent)).toEqual({})
  }
})

test('where nothing is encrypted a flag is refused, and the environment not looked at', async () => {
  const asked = { ca: flag('nowhere.pem'), insecure: false }
  await expect(trustAt('tcp://localhost:8000', asked, silent)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/^--ca has no meaning at tcp:/),
  })
  await expect(trustAt('http://localhost:80', { ca: undefined, insecure: true }, silent)).rejects.toThrow(
    '--insecure has no meaning',
  )
  const ambient = { ca: { value: 'nowhere.pem', from: 'environment' as const }, insecure: false }
  expect(await trustAt('tcp://localhost:8000', ambient, silent)).toBeUndefined()
})

test('to trust anybody is warned of each time', async () => {
  const warnings: string[] = []
  for (let i = 0; i < 2; i++) {
    const trust = await trustAt('tls://here:1', { ca: undefined, insecure: true }, (text) =>
      warnings.push(text),
    )
    expect(trust).toEqual({ insecure: true })
  }
  expect(warnings).toHaveLength(2)
  expect(warnings[0]).toMatch(/^--insecure: .*tls:\/\/here:1/)
})

test.each([
  ['', 'no certificate in PEM'],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'no certificate in PEM'],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'certificate 1 of 1 is damaged'],
])('a file that holds %j is refused by its name', async (text, words) => {
  const ca = flag(fileOf(text))
  await expect(trustAt('tls://localhost:1', { ca, insecure: false }, silent)).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringMatching(new RegExp(`^cannot trust ${ca.value}: .*${words}`)),
  })
})

test('so is one that is not there, is a folder, or has no end', async () => {
  for (const path of ['/no/such.pem', temporaryFolder(), '/dev/zero']) {
    const asked = { ca: flag(path), insecure: false }
    await expect(trustAt('tls://localhost:1', asked, silent)).rejects.toMatchObject({
      code: 'local-file',
      message: expect.stringContaining(`cannot read ${path}`),
    })
  }
})

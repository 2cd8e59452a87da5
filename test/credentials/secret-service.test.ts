import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askKeychain, type Keychain } from '../../src/credentials/keychain-process.js'
import { KeychainStore } from '../../src/credentials/keychain-store.js'
import { credentialStoreContract } from '../contracts/credential-store.js'
import { missingForSecretService, startSecretService } from '../helpers/secret-service.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { MemoryKeychain } from './memory-keychain.js'

const missing = missingForSecretService()
const why = missing ? ` (skipped: ${missing})` : ''

const ann = {
  origin: 'tcp://chat.example:8000',
  user: 'ann',
  kind: 'token',
  secret: 's3cret',
  since: '2026-01-01T00:00:00.000Z',
} as const

/** A session for the tests of a block, and its keychain. */
function session(options: { locked?: boolean }): Keychain {
  let service: Awaited<ReturnType<typeof startSecretService>>
  beforeAll(async () => {
    service = await startSecretService(options)
  })
  afterAll(() => service?.close())
  return (calls, deadline) => askKeychain(calls, deadline, { ...process.env, ...service.env })
}

describe.skipIf(missing)(`a keyring of a real Secret Service${why}`, () => {
  const keychain = session({})
  let stores = 0

  credentialStoreContract(() => {
    const folder = temporaryFolder()
    // One keyring serves all tests.
    const mine = `${stores++}`
    const own: Keychain = (calls, deadline) =>
      keychain(
        calls.map(([method, service, ...rest]) => [method, `${mine} ${service}`, ...rest]),
        deadline,
      )
    // Forty processes at once need longer than a person's one.
    return () => new KeychainStore(own, folder, 20_000)
  })
})

describe.skipIf(missing)(`a keyring that is locked${why}`, () => {
  const keychain = session({ locked: true })

  test('takes nothing, and says so well before the deadline', async () => {
    const store = new KeychainStore(keychain, temporaryFolder(), 20_000)
    const began = Date.now()
    await expect(store.set(ann)).rejects.toThrow('locked')
    expect(Date.now() - began).toBeLessThan(10_000)
    expect(await store.about(ann)).toBeUndefined()
  })

  test('is not taken for one that is empty', async () => {
    const folder = temporaryFolder()
    await new KeychainStore(new MemoryKeychain().ask, folder).set(ann)
    const store = new KeychainStore(keychain, folder, 20_000)
    await expect(store.get(ann)).rejects.toThrow('locked')
    await expect(store.remove(ann)).rejects.toThrow('locked')
    expect(await store.about(ann)).toMatchObject({ user: 'ann' })
  })
})

test('without a bus the keychain says so at once', async () => {
  const ask = () => askKeychain([['getPassword', 'pychat', 'ann']], Date.now() + 10_000, { PATH: '' })
  if (process.platform === 'linux') await expect(ask()).rejects.toThrow('cannot be used')
})

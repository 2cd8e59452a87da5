import { describe, expect, test } from 'vitest'
import { CredentialStoreError } from '../../src/credentials/credential-store.js'
import { Credentials } from '../../src/credentials/credentials.js'
import { FileStore } from '../../src/credentials/file-store.js'
import { KeychainStore } from '../../src/credentials/keychain-store.js'
import { credentialStoreContract } from '../contracts/credential-store.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { MemoryKeychain } from './memory-keychain.js'

const origin = 'tcp://chat.example:8000'
const ann = {
  origin,
  user: 'ann',
  kind: 'token',
  secret: 's3cret',
  since: '2026-01-01T00:00:00.000Z',
} as const
const later = { ...ann, secret: 'later', since: '2026-02-01T00:00:00.000Z' } as const

function world() {
  const memory = new MemoryKeychain()
  const keychain = new KeychainStore(memory.ask, temporaryFolder())
  const file = new FileStore(temporaryFolder())
  return { memory, keychain, file, credentials: new Credentials({ keychain, file }) }
}

describe('a keychain and files as one store', () => {
  credentialStoreContract(() => {
    const { credentials } = world()
    return () => credentials
  })
})

describe('files alone, where the keychain is broken', () => {
  credentialStoreContract(() => {
    const { credentials, memory } = world()
    memory.isLocked = true
    return () => credentials
  })
})

test('the keychain is the place, and the file of an earlier login goes', async () => {
  const { credentials, file, keychain } = world()
  await file.set(ann)
  expect(await credentials.keep(later)).toEqual({ place: keychain.place })
  expect(await file.get(ann)).toBeUndefined()
  expect(await credentials.find(ann)).toEqual({ credential: later, place: keychain.place })
})

test('where the keychain takes nothing the file does, and counts until it does', async () => {
  const { credentials, file, keychain, memory } = world()
  await credentials.set(ann)
  memory.isLocked = true
  expect(await credentials.keep(later)).toEqual({
    place: file.place,
    missed: expect.any(CredentialStoreError),
  })
  memory.isLocked = false
  expect(await credentials.find(ann)).toEqual({ credential: later, place: file.place })
  expect((await credentials.copies(ann)).credentials.map(({ secret }) => secret).sort()).toEqual([
    'later',
    's3cret',
  ])
  await credentials.set({ ...later, since: '2026-03-01T00:00:00.000Z' })
  expect(await credentials.find(ann)).toMatchObject({ place: keychain.place })
  expect((await credentials.copies(ann)).credentials).toHaveLength(1)
})

test('at a draw the keychain counts, and the file where it does not open', async () => {
  const { credentials, file, keychain, memory } = world()
  await keychain.set(ann)
  await file.set({ ...ann, secret: 'of the file' })
  expect(await credentials.get(ann)).toMatchObject({ secret: 's3cret' })
  memory.isLocked = true
  expect(await credentials.get(ann)).toMatchObject({ secret: 'of the file' })
})

test('a locked keychain that alone has it is an error, not nobody', async () => {
  const { credentials, memory } = world()
  await credentials.set(ann)
  memory.isLocked = true
  await expect(credentials.get(ann)).rejects.toThrow(CredentialStoreError)
  expect(await credentials.list(origin)).toMatchObject([{ user: 'ann' }])
})

test('removing empties both; where the keychain does not open it says so, and the file is empty', async () => {
  const { credentials, file, keychain, memory } = world()
  await keychain.set(ann)
  await file.set(later)
  expect(await credentials.remove(ann)).toBe(true)
  expect(await credentials.about(ann)).toBeUndefined()
  await keychain.set(ann)
  await file.set(later)
  memory.isLocked = true
  await expect(credentials.remove(ann)).rejects.toThrow(CredentialStoreError)
  expect(await file.get(ann)).toBeUndefined()
  memory.isLocked = false
  expect(await credentials.get(ann)).toEqual(ann)
})

test('one credential moves there and back', async () => {
  const { credentials, file, keychain } = world()
  await file.set(ann)
  expect(await credentials.move(ann, 'keychain')).toBe(true)
  expect([await keychain.get(ann), await file.get(ann)]).toEqual([ann, undefined])
  expect(await credentials.move(ann, 'keychain')).toBe(false)
  expect(await credentials.move(ann, 'file')).toBe(true)
  expect([await keychain.get(ann), await file.get(ann)]).toEqual([undefined, ann])
  expect(await credentials.move({ origin, user: 'bob' }, 'file')).toBeUndefined()
})

test('a move that the keychain does not take leaves the file as it was', async () => {
  const { credentials, file, memory } = world()
  await file.set(ann)
  memory.isLocked = true
  await expect(credentials.move(ann, 'keychain')).rejects.toThrow(CredentialStoreError)
  expect(await file.get(ann)).toEqual(ann)
})

test('a move out of a locked keychain leaves it there', async () => {
  const { credentials, file, memory } = world()
  await credentials.set(ann)
  memory.isLocked = true
  await expect(credentials.move(ann, 'file')).rejects.toThrow(CredentialStoreError)
  expect(await file.get(ann)).toBeUndefined()
  memory.isLocked = false
  expect(await credentials.get(ann)).toEqual(ann)
})

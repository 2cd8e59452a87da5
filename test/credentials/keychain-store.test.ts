import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CredentialStoreError, SilentStoreError } from '../../src/credentials/credential-store.js'
import type { Keychain } from '../../src/credentials/keychain-process.js'
import { KeychainStore } from '../../src/credentials/keychain-store.js'
import { credentialStoreContract } from '../contracts/credential-store.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { MemoryKeychain } from './memory-keychain.js'

const ann = {
  origin: 'tcp://chat.example:8000',
  user: 'ann',
  kind: 'token',
  secret: 's3cret',
  since: '2026-01-01T00:00:00.000Z',
} as const

describe('a store over a keychain', () => {
  credentialStoreContract(() => {
    const keychain = new MemoryKeychain()
    const folder = temporaryFolder()
    return () => new KeychainStore(keychain.ask, folder)
  })
})

function storeWith(keychain: Keychain) {
  const folder = join(temporaryFolder(), 'keychain')
  return { folder, store: new KeychainStore(keychain, folder) }
}

test('a keychain that has nothing for a key is not opened to read', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.get(ann)
  await store.list(ann.origin)
  expect(keychain.asked).toBe(0)
})

test('the index tells who is logged in without the secret and without the keychain', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.set(ann)
  keychain.asked = 0
  expect(JSON.stringify([await store.about(ann), await store.list(ann.origin)])).not.toContain('s3cret')
  expect(await store.list(ann.origin)).toMatchObject([{ user: 'ann', since: ann.since }])
  expect(keychain.asked).toBe(0)
})

test('a locked keychain is told from an empty one, and nothing is forgotten', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.set(ann)
  keychain.isLocked = true
  await expect(store.get(ann)).rejects.toThrow(CredentialStoreError)
  await expect(store.remove(ann)).rejects.toThrow('locked')
  await expect(store.set({ ...ann, secret: 'new' })).rejects.toThrow('locked')
  keychain.isLocked = false
  expect(await store.get(ann)).toEqual(ann)
})

test('what a set that was given up left behind is removed all the same', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(async (calls, deadline) => {
    const values = await keychain.ask(calls, deadline)
    if (calls[0]?.[0] === 'setPassword') throw new CredentialStoreError('late')
    return values
  })
  await expect(store.set(ann)).rejects.toThrow('late')
  expect(keychain.entries.size).toBe(1)
  expect(await store.remove(ann)).toBe(true)
  expect(keychain.entries.size).toBe(0)
})

test('removing what was never there is no error where the keychain is locked', async () => {
  const keychain = new MemoryKeychain()
  keychain.isLocked = true
  expect(await storeWith(keychain.ask).store.remove(ann)).toBe(false)
  const broken = storeWith(() => Promise.reject(new CredentialStoreError('no bus')))
  expect(await broken.store.remove(ann)).toBe(false)
})

test('an entry that somebody else removed is gone, without an error', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.set(ann)
  keychain.entries.clear()
  expect(await store.get(ann)).toBeUndefined()
  expect(await store.remove(ann)).toBe(false)
  expect(await store.list(ann.origin)).toEqual([])
})

test.each([
  ['no JSON', '{'],
  ['the credential of somebody else', JSON.stringify({ ...ann, user: 'bob' })],
  ['the credential of another server', JSON.stringify({ ...ann, origin: 'tcp://other.example:8000' })],
])('%s in the keychain is never given out', async (_, damage) => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.set(ann)
  for (const entry of keychain.entries.keys()) keychain.entries.set(entry, damage)
  await expect(store.get(ann)).rejects.toThrow('is damaged')
  expect(await store.remove(ann)).toBe(true)
})

test('a keychain that forgets what it is given is not believed', async () => {
  const { store } = storeWith(async (calls) => calls.map(() => null))
  await expect(store.set(ann)).rejects.toThrow('does not keep')
  expect(await store.about(ann)).toBeUndefined()
})

test('names that differ in case alone have accounts that differ in more', async () => {
  const keychain = new MemoryKeychain()
  const { store } = storeWith(keychain.ask)
  await store.set(ann)
  await store.set({ ...ann, user: 'Ann' })
  expect(new Set([...keychain.entries.keys()].map((entry) => entry.toLowerCase())).size).toBe(2)
})

test('one operation has one deadline for all of its calls, 3 s ahead', async () => {
  const keychain = new MemoryKeychain()
  const deadlines: number[] = []
  const { store } = storeWith((calls, deadline) => {
    deadlines.push(deadline - Date.now())
    return keychain.ask(calls, deadline)
  })
  await store.set(ann)
  keychain.entries.clear()
  await store.get(ann)
  expect(deadlines).toHaveLength(3)
  for (const left of deadlines) expect(left).toBeLessThanOrEqual(3_000)
})

test('a keychain that did not answer once is not waited for again; one that failed is asked again', async () => {
  const keychain = new MemoryKeychain()
  const folder = temporaryFolder()
  await new KeychainStore(keychain.ask, folder).set(ann)
  let asked = 0
  const silent = new KeychainStore(async () => {
    asked++
    throw new SilentStoreError('it did not answer in time')
  }, folder)
  await expect(silent.get(ann)).rejects.toThrow('in time')
  await expect(silent.remove(ann)).rejects.toThrow('in time')
  await expect(silent.set(ann)).rejects.toThrow('in time')
  expect(asked).toBe(1)
  const store = new KeychainStore(keychain.ask, folder)
  keychain.isLocked = true
  await expect(store.get(ann)).rejects.toThrow('locked')
  keychain.isLocked = false
  expect(await store.get(ann)).toEqual(ann)
})

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CredentialStoreError } from '../../src/credentials/credential-store.js'
import { FileStore, stateFolder } from '../../src/credentials/file-store.js'
import { credentialStoreContract } from '../contracts/credential-store.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const ann = {
  origin: 'tcp://chat.example:8000',
  user: 'ann',
  kind: 'token',
  secret: 's3cret',
  since: '2026-01-01T00:00:00.000Z',
} as const

describe('a store of files', () => {
  credentialStoreContract(() => {
    const folder = join(temporaryFolder(), 'pychat', 'credentials')
    return () => new FileStore(folder)
  })
})

function storeWithAnn() {
  const folder = join(temporaryFolder(), 'credentials')
  const store = new FileStore(folder)
  return { folder, store, path: () => join(folder, readdirSync(folder)[0]!) }
}

test('only the owner may read the files and the folder, whatever its mode was', async () => {
  const { folder, store, path } = storeWithAnn()
  mkdirSync(folder, { mode: 0o755 })
  await store.set(ann)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(path()).mode & 0o777).toBe(0o600)
})

test('nothing is left beside the credential itself', async () => {
  const { folder, store } = storeWithAnn()
  await store.set(ann)
  await store.set(ann)
  expect(readdirSync(folder)).toHaveLength(1)
})

test.skipIf(process.platform === 'win32')('what others may have read is not used', async () => {
  const { store, path } = storeWithAnn()
  await store.set(ann)
  chmodSync(path(), 0o640)
  await expect(store.get(ann)).rejects.toMatchObject({
    message: expect.stringContaining('can be read or written by others'),
    hint: `chmod 600 '${path()}'`,
  })
  await expect(store.list(ann.origin)).rejects.toThrow('by others')
  chmodSync(path(), 0o600)
  expect(await store.get(ann)).toEqual(ann)
})

test.skipIf(process.platform === 'win32')('what is no file is not read', async () => {
  const { store, path } = storeWithAnn()
  await store.set(ann)
  const its = path()
  rmSync(its)
  symlinkSync('/dev/zero', its)
  await expect(store.get(ann)).rejects.toThrow('no file of this store')
})

test.each([
  ['half a file', '{"origin":"tcp://chat.exam'],
  ['an empty file', ''],
  ['other JSON', '[]'],
  ['a credential of another kind', JSON.stringify({ ...ann, kind: 'kiss' })],
  ['the credential of somebody else', JSON.stringify({ ...ann, user: 'bob' })],
])('%s is told with what to do, and never overwritten', async (_, damage) => {
  const { store, path } = storeWithAnn()
  await store.set(ann)
  writeFileSync(path(), damage)
  const error = await store.get(ann).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CredentialStoreError)
  expect(error).toMatchObject({
    message: expect.stringContaining(path()),
    hint: expect.stringContaining('rm '),
  })
  await expect(store.set(ann)).rejects.toThrow(CredentialStoreError)
  await expect(store.list(ann.origin)).rejects.toThrow(CredentialStoreError)
  expect(readFileSync(path(), 'utf8')).toBe(damage)
})

test('a damaged credential can be removed', async () => {
  const { store, path } = storeWithAnn()
  await store.set(ann)
  writeFileSync(path(), '{')
  expect(await store.remove(ann)).toBe(true)
  expect(await store.get(ann)).toBeUndefined()
})

test('a damaged credential of one server does not keep another server from being listed', async () => {
  const { store, path } = storeWithAnn()
  await store.set(ann)
  writeFileSync(path(), '{')
  const elsewhere = { ...ann, origin: 'tcp://other.example:8000' }
  await store.set(elsewhere)
  expect(await store.list(elsewhere.origin)).toEqual([elsewhere])
  await expect(store.list(ann.origin)).rejects.toThrow(CredentialStoreError)
})

test('a folder that cannot be made is told in words', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'credentials'), 'a file')
  const store = new FileStore(join(folder, 'credentials'))
  await expect(store.set(ann)).rejects.toThrow(CredentialStoreError)
})

test.each([
  [{ XDG_STATE_HOME: '/state', HOME: '/home/ann' }, 'linux', '/state/pychat'],
  [{ XDG_STATE_HOME: 'relative', HOME: '/home/ann' }, 'linux', '/home/ann/.local/state/pychat'],
  [{ HOME: '/home/ann' }, 'darwin', '/home/ann/.local/state/pychat'],
  [{ LOCALAPPDATA: '/local', HOME: '/home/ann' }, 'win32', '/local/pychat'],
] as const)('with %o on %s the folder is %s', (env, platform, folder) => {
  expect(stateFolder(env, platform)).toBe(folder)
})

test.runIf(process.platform === 'linux')(
  'a place that cannot be written is told with what to set',
  async () => {
    await expect(new FileStore('/proc/x/credentials').set(ann)).rejects.toMatchObject({
      message: expect.stringContaining('/proc/x/credentials cannot be written'),
      hint: 'set XDG_STATE_HOME to a folder that you may write to',
    })
  },
)

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CredentialStoreError, SilentStoreError } from '../../src/credentials/credential-store.js'
import { askKeychain } from '../../src/credentials/keychain-process.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

/** A library in place of keytar. */
function library(source: string): string {
  const path = join(temporaryFolder(), 'keychain.mjs')
  writeFileSync(path, source)
  return path
}

const get = [['getPassword', 'pychat', 'ann'] as const]

const ask = (path: string, patience = 10_000) => askKeychain(get, Date.now() + patience, process.env, path)

test('each call gets its value, and what is undefined comes back as null', async () => {
  const path = library(`export default {
    setPassword: async (...args) => { kept = args },
    getPassword: async () => kept.join(),
  }
  let kept`)
  const calls = [['setPassword', 's', 'ann', '😀"\n'] as const, ...get]
  expect(await askKeychain(calls, Date.now() + 10_000, process.env, path)).toEqual([null, 's,ann,😀"\n'])
})

test.each([
  ['throws', 'export default { getPassword: async () => { throw new Error("no bus\\nat x") } }', 'no bus'],
  ['crashes', 'process.kill(process.pid, "SIGSEGV")\nexport default {}', 'without an answer'],
  ['never settles', 'export default { getPassword: () => new Promise(() => {}) }', 'without an answer'],
  ['does not load', 'throw new Error("libsecret-1.so.0")', 'cannot be loaded'],
  [
    'answers nonsense',
    'process.stdout.write("?")\nexport default { getPassword: () => 1 }',
    'cannot be read',
  ],
])('a keychain that %s is told in words', async (_, source, words) => {
  const error = await ask(library(source)).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CredentialStoreError)
  expect((error as Error).message).toContain(words)
  expect((error as Error).message).not.toContain('\n')
})

test('a library that is not installed is told as such', async () => {
  await expect(ask('keytar-that-is-not-there')).rejects.toThrow('is not installed')
})

test.each([
  ['waits', 'export default { getPassword: () => new Promise((done) => setTimeout(done, 60_000)) }'],
  ['spins', 'for (;;);'],
])('a keychain that %s for ever is given up at the deadline and ended', async (_, source) => {
  const began = Date.now()
  const asking = ask(library(source), 700)
  await expect(asking).rejects.toThrow(SilentStoreError)
  await expect(asking).rejects.toThrow('did not answer in time')
  expect(Date.now() - began).toBeLessThan(10_000)
})

import { expect, test } from 'vitest'
import type { Credential, CredentialStore } from '../../src/credentials/credential-store.js'

const origin = 'tcp://chat.example:8000'

const credential = (user: string, more: Partial<Credential> = {}): Credential => ({
  origin,
  user,
  kind: 'token',
  secret: `secret-of-${user}`,
  expires: '2027-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  ...more,
})

/**
 * What every store of credentials keeps. `open` opens an empty store for a test; each call of what it returns is a
 * process of its own over the same store.
 */
export function credentialStoreContract(open: () => () => CredentialStore): void {
  test('an empty store holds nothing and says so without an error', async () => {
    const store = open()()
    expect(await store.get({ origin, user: 'ann' })).toBeUndefined()
    expect(await store.list(origin)).toEqual([])
    expect(await store.remove({ origin, user: 'ann' })).toBe(false)
  })

  test('what one process set, another gets', async () => {
    const process = open()
    await process().set(credential('ann'))
    expect(await process().get({ origin, user: 'ann' })).toEqual(credential('ann'))
  })

  test('a password without an end is kept as well', async () => {
    const store = open()()
    const { expires: _, ...endless } = credential('ann', { kind: 'password' })
    await store.set(endless)
    expect(await store.get(endless)).toEqual(endless)
  })

  test('setting again replaces', async () => {
    const store = open()()
    await store.set(credential('ann'))
    await store.set(credential('ann', { secret: 'new' }))
    expect(await store.get({ origin, user: 'ann' })).toMatchObject({ secret: 'new' })
    expect(await store.list(origin)).toHaveLength(1)
  })

  test.each([
    { difference: 'another server', key: { origin: 'tcp://chat.example:8001', user: 'ann' } },
    { difference: 'another user', key: { origin, user: 'bob' } },
    { difference: 'the case of the name', key: { origin, user: 'Ann' } },
  ])('a credential is not given out for $difference', async ({ key }) => {
    const store = open()()
    await store.set(credential('ann'))
    expect(await store.get(key)).toBeUndefined()
  })

  test('the list is of one server and begins with the last login', async () => {
    const store = open()()
    await store.set(credential('ann', { since: '2026-01-02T00:00:00.000Z' }))
    await store.set(credential('bob', { since: '2026-01-03T00:00:00.000Z' }))
    await store.set(credential('eve', { since: '2026-01-01T00:00:00.000Z' }))
    await store.set(credential('zed', { origin: 'tcp://other.example:8000' }))
    expect((await store.list(origin)).map(({ user }) => user)).toEqual(['bob', 'ann', 'eve'])
  })

  test('removing forgets one and leaves the others', async () => {
    const store = open()()
    await store.set(credential('ann'))
    await store.set(credential('bob'))
    expect(await store.remove({ origin, user: 'ann' })).toBe(true)
    expect((await store.list(origin)).map(({ user }) => user)).toEqual(['bob'])
  })

  test('names and secrets of any script and length come back as they were', async () => {
    const store = open()()
    const odd = credential('ष'.repeat(100), { secret: '😀"\\\u2028 ' })
    await store.set(odd)
    expect(await store.get(odd)).toEqual(odd)
  })

  test('processes that set and remove at once lose nothing of each other', async () => {
    const process = open()
    const users = Array.from({ length: 40 }, (_, i) => `user${i}`)
    await process().set(credential('gone'))
    await Promise.all([
      ...users.map((user) => process().set(credential(user))),
      process().remove({ origin, user: 'gone' }),
    ])
    expect((await process().list(origin)).map(({ user }) => user).sort()).toEqual(users.sort())
  })
}

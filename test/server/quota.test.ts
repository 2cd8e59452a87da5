import { expect, test } from 'vitest'
import { Journal } from '../../src/server/journal.js'
import { withDefaults } from '../../src/server/options.js'
import { Quota } from '../../src/server/quota.js'
import type { Store } from '../../src/server/store/store.js'

const make = () => {
  const used = new Map<number, number>()
  const store = { usedBytes: (account: number) => used.get(account) ?? 0 } as Store
  const journal = new Journal()
  return { used, journal, quota: new Quota(store, journal, withDefaults({ maxFile: 60, quota: 100 })) }
}

test('a size that is none, one over a file’s and one over the account’s are told apart, in this order (REPLY-5)', () => {
  const { quota, used } = make()
  used.set(1, 100)
  expect(quota.reserve(1, Number.NaN)).toMatchObject({ code: 'bad-size' })
  expect(quota.reserve(1, 61)).toMatchObject({ code: 'file-too-large', cause: expect.stringContaining('60') })
  expect(quota.reserve(1, 1)).toMatchObject({
    code: 'quota-exceeded',
    cause: expect.stringContaining('0 bytes'),
  })
  used.set(1, 40)
  expect(quota.reserve(1, 60)).toBeUndefined()
})

test('what is on its way counts, until it is released', () => {
  const { quota } = make()
  expect(quota.reserve(1, 60)).toBeUndefined()
  expect(quota.reserve(1, 41)).toMatchObject({
    code: 'quota-exceeded',
    cause: expect.stringContaining('40 bytes'),
  })
  expect(quota.reserve(1, 40)).toBeUndefined()
  expect(quota.reserve(2, 60)).toBeUndefined()
  quota.release(1, 60)
  quota.release(1, 40)
  expect(quota.reserve(1, 60)).toBeUndefined()
})

test('what was set aside is free again where the turn is undone', () => {
  const { quota, journal } = make()
  quota.reserve(1, 60)
  journal.commit()
  quota.reserve(1, 40)
  journal.rollback()
  expect(quota.reserve(1, 41)).toMatchObject({ code: 'quota-exceeded' })
  expect(quota.reserve(1, 40)).toBeUndefined()
})

test('an account over its quota, which was lowered, has nothing left, not less', () => {
  const { quota, used } = make()
  used.set(1, 500)
  expect(quota.reserve(1, 1)?.cause).toContain('you have 0 bytes left')
})

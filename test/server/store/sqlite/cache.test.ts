import { expect, test } from 'vitest'
import { Cache } from '../../../../src/server/store/sqlite/cache.js'
import { Session } from '../../../../src/server/store/sqlite/session.js'
import { openDatabase } from '../../../../src/sqlite/driver.js'

const session = new Session(await openDatabase(':memory:'))

test('it remembers what was found, under the key of what was found, and nothing for nothing', () => {
  const cache = new Cache<string, { name: string }>(session)
  const found = { name: 'ani' }
  expect(cache.keep(found, ({ name }) => name)).toBe(found)
  expect(cache.get('ani')).toBe(found)
  expect(cache.keep(undefined, () => 'budi')).toBeUndefined()
  expect(cache.get('budi')).toBeUndefined()
  cache.delete('ani')
  expect(cache.get('ani')).toBeUndefined()
})

test('it forgets all when a transaction is rolled back', () => {
  const cache = new Cache<number, number>(session)
  expect(() =>
    session.transaction(() => {
      cache.keep(1, () => 1)
      throw new Error('stop')
    }),
  ).toThrow()
  expect(cache.get(1)).toBeUndefined()
})

test('it is bounded', () => {
  const cache = new Cache<number, number>(session)
  let kept = 0
  for (let i = 0; i < 120_000; i++) cache.keep(i, () => i)
  for (let i = 0; i < 120_000; i++) if (cache.get(i) !== undefined) kept++
  expect(kept).toBeLessThanOrEqual(50_000)
})

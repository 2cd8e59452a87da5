import { expect, test } from 'vitest'
import { examineClock } from '../../../src/cli/doctor/clock.js'
import type { Client } from '../../../src/client/client.js'

const now = Date.parse('2026-01-01T12:00:00.000Z')

/** What is said of the clock where the newest unread message is from this time. */
const examine = (at: string[] | Error, expires?: string) => {
  const notifGet = async () => {
    if (at instanceof Error) throw at
    return { text: '', value: at.map((one) => ({ id: '1', from: 'bob', text: 'hi', at: one })) }
  }
  return examineClock({ notifGet } as unknown as Client, expires, now)
}

test.each([
  ['nothing to compare it with', [], undefined, 'ok'],
  ['no sign that it is wrong', ['2026-01-01T11:59:00.000Z'], '2026-02-01T00:00:00Z', 'ok'],
  ['no sign that it is wrong', ['2026-01-01T12:00:03.000Z'], undefined, 'ok'],
  [
    "at least 60 s behind the server's",
    ['2025-01-01T00:00:00.000Z', '2026-01-01T12:01:00.000Z'],
    undefined,
    'warn',
  ],
  ["at least 3600 s ahead of the server's", [], '2026-01-01T11:00:00.000Z', 'warn'],
  ['nothing to compare it with', ['nonsense'], 'nonsense', 'ok'],
] as const)('%s: unread from %j, a token until %s', async (words, at, expires, status) => {
  expect(await examine([...at], expires)).toMatchObject({ status, found: expect.stringContaining(words) })
})

test('a server that shows no messages tells nothing', async () => {
  expect(await examine(new Error('no'))).toMatchObject({ status: 'skip' })
})

import { describe, expect, test } from 'vitest'
import { LineReader } from '../../src/protocol/line-reader.js'
import { Throttle } from '../../src/server/throttle.js'
import { heldBytes } from '../helpers/held-bytes.js'

const HERE = '192.0.2.1'
const ELSEWHERE = '198.51.100.1'

/** Fails as often as it may; answers how often it did, and when the door opens again. */
function exhaust(throttle: Throttle, address: string, name: string, now = 0): number {
  let attempts = 0
  for (; !throttle.refusal(address, name, now); attempts++) throttle.failed(address, name, now)
  return attempts
}

const seconds = (throttle: Throttle, address: string, name: string | undefined, now: number) =>
  Number(/in (\d+) s$/.exec(throttle.refusal(address, name, now)?.cause ?? '')?.[1] ?? 0)

describe('one account', () => {
  test('is closed after some wrong passwords, after 20 at the latest, even for the right one (AUTH-7)', () => {
    const throttle = new Throttle(true)
    const attempts = exhaust(throttle, HERE, 'ani')
    expect(attempts).toBeGreaterThan(2)
    expect(attempts).toBeLessThanOrEqual(20)
    expect(throttle.refusal(HERE, 'ani', 0)).toMatchObject({ code: 'too-many-attempts' })
  })

  test('opens again after a while, which grows with every further failure up to a bound', () => {
    const throttle = new Throttle(true)
    let now = 0
    const waits: number[] = []
    for (let round = 0; round < 15; round++) {
      exhaust(throttle, HERE, 'ani', now)
      const wait = seconds(throttle, HERE, 'ani', now)
      waits.push(wait)
      now += wait * 1000
      expect(throttle.refusal(HERE, 'ani', now - 1)).toBeDefined()
      expect(throttle.refusal(HERE, 'ani', now)).toBeUndefined()
    }
    expect(waits.slice(0, 4)).toEqual([10, 20, 40, 80])
    expect(waits.at(-1)).toBe(900)
  })

  test('is open for its owner elsewhere, and closes nobody else', () => {
    const throttle = new Throttle(true)
    exhaust(throttle, HERE, 'ani')
    expect(throttle.refusal(ELSEWHERE, 'ani', 0)).toBeUndefined()
    expect(throttle.refusal(HERE, 'budi', 0)).toBeUndefined()
  })

  test('starts anew once somebody logged in, or after an hour of peace', () => {
    const throttle = new Throttle(true)
    for (let i = 0; i < 9; i++) throttle.failed(HERE, 'ani', 0)
    throttle.succeeded(HERE, 'ani')
    expect(exhaust(throttle, HERE, 'ani', 0)).toBe(10)
    expect(exhaust(throttle, HERE, 'ani', 3_700_000)).toBe(10)
  })
})

describe('one address', () => {
  const spray = (throttle: Throttle, address: string, now = 0) => {
    let attempts = 0
    for (; attempts < 10_000; attempts++) {
      const name = `user${attempts}`
      if (throttle.refusal(address, name, now)) break
      throttle.failed(address, name, now)
    }
    return attempts
  }

  test('that fails with many accounts is closed at a higher count', () => {
    const throttle = new Throttle(true)
    const attempts = spray(throttle, HERE)
    expect(attempts).toBeGreaterThan(20)
    expect(attempts).toBeLessThanOrEqual(200)
    expect(throttle.refusal(HERE, 'anybody', 0)?.code).toBe('too-many-attempts')
    expect(throttle.refusal(HERE, undefined, 0)?.code).toBe('too-many-attempts')
    expect(throttle.refusal(ELSEWHERE, 'anybody', 0)).toBeUndefined()
  })

  test('spares the accounts that registered or logged in from there before', () => {
    const throttle = new Throttle(true)
    throttle.succeeded(HERE, 'ani')
    spray(throttle, HERE)
    expect(throttle.refusal(HERE, 'ani', 0)).toBeUndefined()
    expect(throttle.refusal(HERE, 'budi', 0)).toBeDefined()
    expect(exhaust(throttle, HERE, 'ani')).toBe(10)
  })

  test('is not held to what accounts at home there get wrong', () => {
    const throttle = new Throttle(true)
    for (let i = 0; i < 300; i++) {
      throttle.succeeded(HERE, `home${i}`)
      throttle.failed(HERE, `home${i}`, 0)
    }
    expect(throttle.refusal(HERE, 'guest', 0)).toBeUndefined()
  })

  test('is closed by bad tokens too', () => {
    const throttle = new Throttle(true)
    let attempts = 0
    for (; !throttle.refusal(HERE, undefined, 0); attempts++) throttle.failed(HERE, undefined, 0)
    expect(attempts).toBe(100)
  })
})

describe('an address of IPv6', () => {
  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:db8:1:2::', true],
    ['2001:db8::1', '2001:db8::2:0:0:1', true],
    ['2001:db8::1', '2001:db8:0:0:5::', true],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2%eth0', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
  ])('stands for its /64: %s and %s are the same subscriber: %s', (one, other, same) => {
    const throttle = new Throttle(true)
    exhaust(throttle, one, 'ani')
    expect(throttle.refusal(other, 'ani', 0) !== undefined).toBe(same)
  })
})

test('it is bounded, and forgets the oldest', () => {
  const throttle = new Throttle(true)
  exhaust(throttle, HERE, 'oldest')
  for (let i = 0; i < 100_000; i++) {
    throttle.succeeded(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 'x')
    throttle.failed(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 'x', 0)
  }
  expect(throttle.refusal(HERE, 'oldest', 0)).toBeUndefined()
})

test('switched off it refuses nobody', () => {
  const throttle = new Throttle(false)
  for (let i = 0; i < 500; i++) throttle.failed(HERE, 'ani', 0)
  expect(throttle.refusal(HERE, 'ani', 0)).toBeUndefined()
})

// A name that was cut from a packet keeps the packet's whole text: some 60 kB for each of 100,000 accounts.
test('what it remembers of a name holds nothing of the packet that the name came in', () => {
  const throttle = new Throttle(true)
  const held = heldBytes(() => {
    for (let i = 0; i < 200; i++) {
      const reader = new LineReader(65_536)
      reader.push(Buffer.from(`AUTH-REGISTER somebodylongname${i} pass pass\n${'x'.repeat(60_000)}\n`))
      throttle.succeeded(HERE, (reader.next() as string).split(' ')[1]!)
    }
  })
  expect(throttle.refusal(HERE, 'anybody', 0)).toBeUndefined()
  expect(held / 200).toBeLessThan(2000)
})

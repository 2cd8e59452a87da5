import { expect, test } from 'vitest'
import { Refusal } from '../../src/protocol/refusals.js'
import { Passwords } from '../../src/server/passwords.js'

test('a password matches its own hash, and no other does', async () => {
  const passwords = new Passwords(10, 1024)
  for (const password of ['secret', 'päss', '😀', 'x'.repeat(100)]) {
    const hash = await passwords.hash(password)
    expect(await passwords.matches(password, hash)).toBe(true)
    expect(await passwords.matches(`${password} `, hash)).toBe(false)
    expect(await passwords.matches('', hash)).toBe(false)
  }
})

test('the lowest cost that there is works', async () => {
  const passwords = new Passwords(10, 2)
  expect(await passwords.matches('secret', await passwords.hash('secret'))).toBe(true)
})

test('a hash is salted, tells its own cost and not the password (AUTH-6)', async () => {
  const passwords = new Passwords(10, 1024)
  const [one, other] = [await passwords.hash('secret'), await passwords.hash('secret')]
  expect(one).not.toBe(other)
  expect(one).toMatch(/^scrypt\$1024\$8\$1\$[\w+/=]{24}\$[\w+/=]{44}$/)
  expect(one).not.toContain('secret')
})

test('a hash made at another cost still matches', async () => {
  const hash = await new Passwords(10, 2048).hash('secret')
  expect(await new Passwords(10, 1024).matches('secret', hash)).toBe(true)
})

test('without a cost it takes memory that is hard to have (AUTH-6)', async () => {
  const hash = await new Passwords(1).hash('secret')
  const [, n, r] = hash.split('$').map(Number)
  expect(128 * n! * r!).toBeGreaterThanOrEqual(16 * 1024 ** 2)
})

test('what waits is bounded: beyond that it is busy at once, and later there is room again', async () => {
  const passwords = new Passwords(3, 1024)
  const release: (() => void)[] = []
  const blocked = () =>
    passwords.queue(() => new Promise<string>((resolve) => release.push(() => resolve('done'))))
  const waiting = [blocked(), blocked(), blocked(), blocked(), blocked()]
  expect(await passwords.queue(async () => 'more')).toMatchObject({ code: 'busy' })
  while (release.length > 0) {
    release.shift()!()
    await new Promise(setImmediate)
  }
  expect(await Promise.all(waiting)).toEqual(Array(5).fill('done'))
  expect(await passwords.queue(async () => 'more')).toBe('more')
})

test('work that throws holds no place', async () => {
  const passwords = new Passwords(1, 1024)
  for (let i = 0; i < 10; i++) {
    await expect(passwords.queue(() => Promise.reject(new Error('stop')))).rejects.toThrow('stop')
  }
  expect(await passwords.queue(async () => 1)).not.toBeInstanceOf(Refusal)
})

// The queue is found full before it is asked whether anybody must wait at all: nobody could ever log in.
test('where none may wait, those whose turn it is are still served', async () => {
  expect(await new Passwords(0, 1024).queue(async () => 'done')).toBe('done')
})

import { expect, test } from 'vitest'
import { EventQueue } from '../../src/client/event-queue.js'
import type { ChatEvent } from '../../src/protocol/reply.js'

const event = (name: string): ChatEvent => ({ type: 'presence', name, online: true })
const MEBI = 1024 * 1024

async function drain(queue: EventQueue): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  for await (const item of queue) events.push(item)
  return events
}

test('events come in order, whether they or their readers are first', async () => {
  const queue = new EventQueue(() => {})
  const first = queue.next()
  const second = queue.next()
  for (const name of ['a', 'b', 'c']) queue.push(event(name), 10)
  expect([await first, await second].map(({ value }) => value)).toEqual([event('a'), event('b')])
  queue.end()
  expect(await drain(queue)).toEqual([event('c')])
})

test('the end frees every reader that waits', async () => {
  const queue = new EventQueue(() => {})
  const waiting = [queue.next(), queue.next()]
  queue.end()
  for (const result of await Promise.all(waiting)) expect(result.done).toBe(true)
})

test('a slow reader loses what does not fit, and is told how many, where they were', async () => {
  const queue = new EventQueue(() => {})
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) queue.push(event(name), MEBI)
  expect((await queue.next()).value).toEqual(event('a'))
  queue.push(event('g'), 10)
  queue.end()
  expect(await drain(queue)).toEqual([
    event('b'),
    event('c'),
    event('d'),
    { type: 'lagged', dropped: 2 },
    event('g'),
  ])
})

test('what was lost at the very end is told as well', async () => {
  const queue = new EventQueue(() => {})
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.push(event(name), MEBI)
  queue.end()
  expect((await drain(queue)).at(-1)).toEqual({ type: 'lagged', dropped: 1 })
})

test('one event larger than the room still arrives', async () => {
  const queue = new EventQueue(() => {})
  queue.push(event('huge'), 50 * MEBI)
  queue.end()
  expect(await drain(queue)).toEqual([event('huge')])
})

test('breaking off tells so and forgets the rest', async () => {
  let left = 0
  const queue = new EventQueue(() => left++)
  queue.push(event('a'), 1)
  queue.push(event('b'), 1)
  for await (const _ of queue) break
  expect(left).toBe(1)
  expect(await queue.next()).toEqual({ done: true, value: undefined })
})

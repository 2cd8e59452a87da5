import { expect, onTestFinished, test } from 'vitest'
import { Courier, type CourierOptions, type DeliveryNews } from '../../../src/cli/webhook/courier.js'
import { DeliveryQueue } from '../../../src/cli/webhook/delivery-queue.js'
import type { Outcome } from '../../../src/cli/webhook/webhook-target.js'
import { pause, poll } from '../../helpers/poll.js'

const failed: Outcome = { type: 'failed', why: 'HTTP 500' }
const delivered: Outcome = { type: 'delivered' }
const letter = (id: string, conversation = 'user bob') => ({ id, conversation, body: '{}' })

interface World {
  readonly courier: Courier
  readonly queue: DeliveryQueue
  /** The ids that were delivered, as `conversation id`. */
  readonly got: string[]
  readonly buried: string[]
  readonly news: DeliveryNews[]
}

/** A courier with a receiver that answers by `answer`, which is told how often this delivery was tried before. */
async function courierWith(
  answer: (id: string, tries: number) => Outcome | Promise<Outcome>,
  options: Partial<CourierOptions> = {},
): Promise<World> {
  const queue = await DeliveryQueue.open()
  const [got, buried, news]: [string[], string[], DeliveryNews[]] = [[], [], []]
  const tries = new Map<string, number>()
  const courier = new Courier({
    queue,
    target: {
      shown: 'http://there',
      async post({ id, conversation }) {
        const before = tries.get(id) ?? 0
        tries.set(id, before + 1)
        const outcome = await answer(id, before)
        if (outcome.type === 'delivered') got.push(`${conversation} ${id}`)
        return outcome
      },
    },
    bury: async ({ id }) => void buried.push(id),
    atOnce: 3,
    giveUp: 60_000,
    tell: (one) => news.push(one),
    failed: () => {},
    pace: { first: 1, longest: 4, grace: 20, longestAsked: 100 },
    ...options,
  })
  onTestFinished(() => {
    courier.stop()
    queue.close()
  })
  return { courier, queue, got, buried, news }
}

test('each conversation keeps its order whatever fails in between, and not too many go at once', async () => {
  let under = 0
  let most = 0
  const { courier, queue, got } = await courierWith(async () => {
    most = Math.max(most, ++under)
    await pause(Math.random() * 3)
    under--
    return Math.random() < 0.4 ? failed : delivered
  })
  for (let i = 0; i < 100; i++) await courier.add(letter(String(i).padStart(3, '0'), `user ${i % 5}`))
  await courier.done()
  expect(queue.size).toBe(0)
  expect(got).toHaveLength(100)
  for (let user = 0; user < 5; user++) {
    const order = got.filter((one) => one.startsWith(`user ${user} `))
    expect(order).toEqual([...order].sort())
  }
  expect(most).toBeLessThanOrEqual(3)
})

test('a receiver that is down is tried by one at a time, told of once, and made up for when it is back', async () => {
  let isDown = true
  let under = 0
  let most = 0
  const world = await courierWith(
    async () => {
      most = Math.max(most, ++under)
      await pause(1)
      under--
      return isDown ? failed : delivered
    },
    { pace: { first: 1, longest: 60_000, grace: 20 } },
  )
  const { courier, news, got } = world
  for (let i = 0; i < 20; i++) await courier.add(letter(`a${i}`, `user ${i}`))
  await poll(
    () => news.length,
    (length) => length > 0,
  )
  await pause(30)
  most = 0
  await pause(200)
  expect(most).toBeLessThanOrEqual(1)
  isDown = false
  // However long those that failed would wait yet.
  await courier.done()
  expect(got).toHaveLength(20)
  expect(news).toEqual([{ type: 'down', why: 'HTTP 500', waiting: 20 }, { type: 'up' }])
})

test('what is refused, or failed for too long, is buried, and the next one goes on', async () => {
  const { courier, got, buried, news } = await courierWith(
    (id) => (id === 'bad' ? { type: 'refused', why: 'HTTP 400' } : id === 'sick' ? failed : delivered),
    { giveUp: 30 },
  )
  for (const id of ['one', 'bad', 'two', 'sick', 'three']) await courier.add(letter(id))
  await courier.done()
  expect(got).toEqual(['user bob one', 'user bob two', 'user bob three'])
  expect(buried).toEqual(['bad', 'sick'])
  expect(courier.buried).toBe(2)
  expect(news.filter(({ type }) => type === 'given-up')).toHaveLength(2)
})

test('what an earlier run tried for too long is given one more try', async () => {
  const first = await courierWith(() => failed)
  await first.courier.add(letter('old'))
  await poll(
    () => first.queue.first('user bob')!.failed,
    (at) => at !== null,
  )
  first.courier.stop()
  await first.courier.done()
  const { queue } = first
  expect(Date.now() - queue.first('user bob')!.failed!).toBeLessThan(10_000)
  queue.noteFailure(queue.first('user bob')!, Date.now() - 3_600_000)
  const patient = await courierWith(() => failed, { queue, giveUp: 7_200_000 })
  patient.courier.start()
  await pause(50)
  patient.courier.stop()
  await patient.courier.done()
  expect(patient.buried).toEqual([])
  let tries = 0
  const impatient = await courierWith(
    (_id, before) => {
      tries = before + 1
      return failed
    },
    { queue, giveUp: 3_000_000 },
  )
  impatient.courier.start()
  await impatient.courier.done()
  expect([impatient.buried, tries, queue.size]).toEqual([['old'], 1, 0])
})

test('one that fails again and again holds up its own conversation alone', async () => {
  const { courier, got, queue } = await courierWith((id) => (id.startsWith('sick') ? failed : delivered), {
    atOnce: 1,
  })
  await courier.add(letter('sick', 'user eve'))
  await courier.add(letter('behind', 'user eve'))
  for (let i = 0; i < 50; i++) await courier.add(letter(`b${i}`))
  await poll(
    () => got.length,
    (length) => length === 50,
  )
  courier.stop()
  await courier.done()
  expect(queue.page().map(({ id }) => id)).toEqual(['sick', 'behind'])
})

test('a Retry-After holds all of them back, and no longer than allowed', async () => {
  const times: number[] = []
  const start = performance.now()
  const { courier } = await courierWith((id, tries) => {
    times.push(performance.now() - start)
    return id === 'a' && tries === 0 ? { type: 'failed', why: 'HTTP 429', wait: 1e9 } : delivered
  })
  await courier.add(letter('a', 'user a'))
  await pause(10)
  await courier.add(letter('b', 'user b'))
  await courier.done()
  expect(times).toHaveLength(3)
  for (const time of times.slice(1)) expect(time).toBeGreaterThanOrEqual(95)
  expect(times.at(-1)).toBeLessThan(10_000)
})

test('a stop leaves what is not delivered in the queue, and cuts a try short after a while', async () => {
  const { courier, queue, got } = await courierWith(async (id) => {
    if (id === 'slow') await pause(60)
    return id === 'slow' ? failed : delivered
  })
  await courier.add(letter('one', 'user a'))
  await pause(5)
  await courier.add(letter('slow', 'user b'))
  await courier.add(letter('next', 'user b'))
  await pause(5)
  courier.stop()
  await courier.add(letter('late', 'user c'))
  await courier.done()
  expect(got).toEqual(['user a one'])
  expect(queue.page().map(({ id }) => id)).toEqual(['slow', 'next', 'late'])
})

test('it begins with what an earlier one left', async () => {
  const { courier, queue, got } = await courierWith(() => delivered)
  queue.add([letter('a'), letter('b')])
  courier.start()
  await courier.add(letter('c'))
  await courier.done()
  expect(got).toEqual(['user bob a', 'user bob b', 'user bob c'])
})

test('a receiver that is gone, and a file that takes no more, are the end, and nothing is lost', async () => {
  let told = 0
  const options = { failed: () => void told++ }
  const gone = await courierWith(() => ({ type: 'gone' }), options)
  await gone.courier.add(letter('a'))
  await expect(gone.courier.done()).rejects.toMatchObject({ code: 'webhook-failed', message: /410/ })
  await expect(gone.courier.add(letter('b'))).rejects.toMatchObject({ code: 'webhook-failed' })
  expect(gone.queue.size).toBe(2)
  const full = await courierWith(() => ({ type: 'refused', why: 'HTTP 400' }), {
    ...options,
    bury: async () => {
      throw new Error('the disk is full')
    },
  })
  await full.courier.add(letter('a'))
  await expect(full.courier.done()).rejects.toThrow('the disk is full')
  expect(full.queue.size).toBe(1)
  expect(told).toBe(2)
})

test('who adds to a full queue waits for room', async () => {
  let isDown = true
  const { courier, news, got } = await courierWith(() => (isDown ? failed : delivered), { most: 10 })
  let added = 0
  const adding = (async () => {
    for (; added < 30; added++) await courier.add(letter(`a${added}`, `user ${added % 3}`))
  })()
  await pause(50)
  expect(added).toBe(9)
  isDown = false
  await adding
  await courier.done()
  expect(got).toHaveLength(30)
  expect(news).toContainEqual({ type: 'full', waiting: 10 })
})

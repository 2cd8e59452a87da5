import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pipeline } from '../../src/cli/pipeline.js'

async function* numbers(count: number, taken: number[] = []): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    taken.push(i)
    yield i
  }
}

const steps = { window: 4, start: async (n: number) => n, finish: async (_: number) => true, stop: () => {} }

test('results are finished in order, whichever is ready first', async () => {
  const finished: number[] = []
  await pipeline(numbers(20), {
    ...steps,
    start: async (n) => sleep((n * 7) % 5, n),
    finish: async (n) => finished.push(n) > 0,
  })
  expect(finished).toEqual([...Array(20).keys()])
})

test('no more items are taken than there is room for', async () => {
  const taken: number[] = []
  let answer = (_: number) => {}
  const running = pipeline(numbers(1000, taken), {
    ...steps,
    start: (n) =>
      new Promise<number>((resolve) => {
        answer = resolve
        if (taken.length > 4) resolve(n)
      }),
    finish: async (n) => n < 900,
  })
  await sleep(20)
  expect(taken).toHaveLength(4)
  answer(3)
  running.catch(() => {})
})

test('a result is finished though no next item ever comes', async () => {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const items = (async function* () {
    yield 1
    await ended
  })()
  const finished: number[] = []
  const running = pipeline(items, { ...steps, finish: async (n) => finished.push(n) > 0, stop: end })
  await sleep(10)
  expect(finished).toEqual([1])
  end()
  await running
})

test('behind a barrier nothing is started before it is finished', async () => {
  const events: string[] = []
  await pipeline(numbers(4), {
    ...steps,
    isBarrier: (n) => n === 1,
    start: async (n) => {
      events.push(`start ${n}`)
      return n
    },
    finish: async (n) => {
      await sleep(5)
      events.push(`finish ${n}`)
      return true
    },
  })
  expect(events).toEqual([
    'start 0',
    'start 1',
    'finish 0',
    'finish 1',
    'start 2',
    'start 3',
    'finish 2',
    'finish 3',
  ])
})

test('what finish throws stops the items, also where the next one is far away', async () => {
  let end = () => {}
  const items = (async function* () {
    yield 1
    await new Promise<void>((_, reject) => {
      end = () => reject(new Error('premature close'))
    })
  })()
  const finish = async () => {
    throw new Error('no room')
  }
  await expect(pipeline(items, { ...steps, finish, stop: () => end() })).rejects.toThrow('no room')
})

test('what the items throw is thrown after all that was started is finished', async () => {
  const finished: number[] = []
  const items = (async function* () {
    yield* numbers(3)
    throw new Error('unreadable')
  })()
  const finish = async (n: number) => {
    await sleep(5)
    return finished.push(n) > 0
  }
  await expect(pipeline(items, { ...steps, finish })).rejects.toThrow('unreadable')
  expect(finished).toEqual([0, 1, 2])
})

test('a signal ends it at once', async () => {
  const controller = new AbortController()
  let end = () => {}
  const items = (async function* () {
    yield 1
    await new Promise<void>((resolve) => {
      end = resolve
    })
  })()
  const running = pipeline(items, { ...steps, stop: () => end(), signal: controller.signal })
  setTimeout(() => controller.abort(), 5)
  await expect(running).rejects.toMatchObject({ code: 'aborted' })
})

import { expect, test } from 'vitest'
import { Lanes } from '../../src/cli/lanes.js'
import { pause } from '../helpers/poll.js'

test('work of one lane keeps its order, lanes go side by side, and never more than allowed', async () => {
  const lanes = new Lanes(3, () => {})
  const done: Record<string, number[]> = { a: [], b: [], c: [], d: [] }
  let running = 0
  let most = 0
  for (let i = 0; i < 80; i++) {
    const lane = 'abcd'[i % 4]!
    await lanes.add(lane, async () => {
      most = Math.max(most, ++running)
      await pause(Math.random() * 5)
      running--
      done[lane]!.push(i)
    })
  }
  await lanes.done()
  for (const order of Object.values(done)) expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(Object.values(done).flat()).toHaveLength(80)
  expect(most).toBe(3)
})

test('who gives more than there is room for waits', async () => {
  const lanes = new Lanes(1, () => {})
  let finish = () => {}
  const first = new Promise<void>((resolve) => {
    finish = resolve
  })
  let given = 0
  const giving = (async () => {
    for (; given < 20; given++) await lanes.add('a', () => first)
  })()
  await pause(20)
  expect(given).toBeLessThan(10)
  finish()
  await giving
  await lanes.done()
})

test('what a piece throws is told at once, and nothing more is begun', async () => {
  let told = 0
  let begun = 0
  const lanes = new Lanes(1, () => told++)
  await lanes.add('a', async () => {
    throw new Error('no')
  })
  await lanes.add('a', async () => void begun++).catch(() => {})
  await expect(lanes.done()).rejects.toThrow('no')
  expect({ told, begun }).toEqual({ told: 1, begun: 0 })
})

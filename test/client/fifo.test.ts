import { expect, test } from 'vitest'
import { Fifo } from '../../src/client/fifo.js'

test('items come out in the order they went in, in any mix of steps', () => {
  const queue = new Fifo<number>()
  let pushed = 0
  let next = 0
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < (round * 7) % 50; i++) queue.push(pushed++)
    for (let i = 0; i < (round * 5) % 45 && queue.size > 0; i++) {
      expect(queue.first).toBe(next)
      expect(queue.shift()).toBe(next++)
    }
    expect(queue.size).toBe(pushed - next)
  }
  while (queue.size > 0) expect(queue.shift()).toBe(next++)
  expect(next).toBe(pushed)
  expect(queue.shift()).toBeUndefined()
  expect(queue.first).toBeUndefined()
})

test('a long queue is emptied in a moment', () => {
  const queue = new Fifo<number>()
  for (let i = 0; i < 500_000; i++) queue.push(i)
  const start = performance.now()
  while (queue.size > 0) queue.shift()
  expect(performance.now() - start).toBeLessThan(1_000)
})

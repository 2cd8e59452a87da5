import { expect, test } from 'vitest'
import { Handouts, type Holder } from '../../src/server/handouts.js'
import { Journal } from '../../src/server/journal.js'
import type { Store } from '../../src/server/store/store.js'

const make = () => {
  const journal = new Journal()
  const settled: number[][] = []
  const store = { settle: (...args: number[]) => void settled.push(args) } as unknown as Store
  const handouts = new Handouts(store, journal)
  const holder = (): Holder => ({ handout: undefined })
  return { journal, settled, handouts, holder }
}
const handout = (upTo: number, at = 0) => ({ reader: 1, conversation: 7, upTo, at })

test('what was handed out is settled once, by its holder', () => {
  const { handouts, holder, settled } = make()
  const [one, other] = [holder(), holder()]
  handouts.open(one, handout(5))
  handouts.settle(other)
  expect(settled).toEqual([])
  handouts.settle(one)
  handouts.settle(one)
  expect(settled).toEqual([[7, 1, 5]])
  expect(handouts.isHeld(1, 7, 0)).toBe(false)
})

test('one hand-out a reader and conversation is open, for 60 seconds', () => {
  const { handouts, holder } = make()
  handouts.open(holder(), handout(5, 1000))
  expect([1000, 60_999, 61_000].map((now) => handouts.isHeld(1, 7, now))).toEqual([true, true, false])
  expect([handouts.isHeld(2, 7, 1000), handouts.isHeld(1, 8, 1000)]).toEqual([false, false])
})

test('what was taken over is settled by its new holder alone, and released by it alone', () => {
  const { handouts, holder, settled } = make()
  const [slow, next] = [holder(), holder()]
  handouts.open(slow, handout(5, 0))
  handouts.open(next, handout(6, 60_000))
  handouts.settle(slow)
  expect(settled).toEqual([])
  expect(handouts.isHeld(1, 7, 60_001)).toBe(true)
  handouts.settle(next)
  expect(settled).toEqual([[7, 1, 6]])
})

test('what a gone holder was handed is nobody’s', () => {
  const { handouts, holder, settled } = make()
  const one = holder()
  handouts.open(one, handout(5))
  handouts.release(one)
  expect([handouts.isHeld(1, 7, 1), settled.length]).toEqual([false, 0])
})

test('opening, settling, releasing and taking over are undone with their turn', () => {
  const { handouts, holder, journal, settled } = make()
  const [one, other] = [holder(), holder()]
  handouts.open(one, handout(5))
  journal.rollback()
  expect([one.handout, handouts.isHeld(1, 7, 1)]).toEqual([undefined, false])

  handouts.open(one, handout(5))
  journal.commit()
  handouts.settle(one)
  journal.rollback()
  expect(handouts.isHeld(1, 7, 1)).toBe(true)
  handouts.release(one)
  journal.rollback()
  expect(handouts.isHeld(1, 7, 1)).toBe(true)
  handouts.open(other, handout(9, 70_000))
  journal.rollback()
  settled.length = 0
  handouts.settle(one)
  expect(settled).toEqual([[7, 1, 5]])
})

import { expect, test } from 'vitest'
import { Trail } from '../../../src/client/listening/trail.js'

test('the place to go on from follows behind, and all that a server lists behind it is known', () => {
  const trail = new Trail()
  trail.goOnFrom('start')
  const ids: string[] = []
  for (let i = 0; i < 5000; i++) {
    // Neighbours change places: the server's order is that of the numbers.
    const id = i ^ 1
    ids[id] = String(id)
    if (!trail.add(String(id))) throw new Error(`${id} was taken for a known one`)
    const at = trail.place === 'start' ? -1 : Number(trail.place)
    expect(i - at).toBeLessThan(510)
    if (i % 50 === 0) expect(ids.slice(at + 1).filter((listed) => listed && !trail.has(listed))).toEqual([])
  }
  expect(trail.has('0')).toBe(false)
  expect(trail.add('4999')).toBe(false)
})

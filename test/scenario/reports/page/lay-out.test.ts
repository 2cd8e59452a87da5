import { expect, test } from 'vitest'
import type { PageEntry } from '../../../../src/scenario/reports/page/data.js'
import { layOut } from '../../../../src/scenario/reports/page/lay-out.js'

const entries: PageEntry[] = [
  [0, 'ann', 'note', 'connected'],
  [1.25, 'ann', 'sent', `CHAT-PRIVATE-SEND bob ${'hi '.repeat(100)}`],
  [2, 'bob', 'received', '水'.repeat(200)],
  [3, 'eve', 'received', 'success', true],
  [4, '', 'note', '7 entries left out'],
  [5, '(server)', 'note', 'kill'],
]

test('the server stands in the middle of its clients', () => {
  const { lanes } = layOut(entries, 900)
  expect(lanes.map(({ name }) => name)).toEqual(['ann', 'bob', 'server', 'eve'])
  expect(lanes.map(({ x }) => x)).toEqual([...lanes.map(({ x }) => x)].sort((a, b) => a - b))
})

test('what is sent points at the server, what is received away from it', () => {
  const { rows, lanes } = layOut(entries, 900)
  const x = (name: string) => lanes.find((lane) => lane.name === name)!.x
  expect(rows[1]).toMatchObject({ from: x('ann'), to: x('server'), isFault: false })
  expect(rows[3]).toMatchObject({ from: x('server'), to: x('eve'), isFault: true })
})

test('an actor that is called server is still an actor', () => {
  const { lanes, rows } = layOut([[0, 'server', 'sent', 'hi']], 600)
  expect(lanes.map(({ name, isServer }) => [name, isServer])).toEqual([
    ['server', false],
    ['server', true],
  ])
  expect(rows[0]!.from).toBe(lanes[0]!.x)
})

test('no text is wider than its arrow, nor taller than a few lines', () => {
  for (const width of [200, 360, 900]) {
    for (const { lines, from, to, kind } of layOut(entries, width).rows) {
      expect(lines.length).toBeLessThanOrEqual(4)
      if (kind === 'note') continue
      for (const line of lines) {
        const places = [...line].reduce((sum, one) => sum + (one === '水' ? 2 : 1), 0)
        expect(places * 7.25).toBeLessThan(Math.abs(to - from))
      }
    }
  }
})

test('rows follow each other, and a long name of an actor is no trouble', () => {
  const { rows, height } = layOut([...entries, [5, 'x'.repeat(100), 'sent', '']], 300)
  const ys = rows.map(({ y }) => y)
  expect(ys).toEqual([...ys].sort((a, b) => a - b))
  expect(height).toBeGreaterThan(ys.at(-1)!)
})

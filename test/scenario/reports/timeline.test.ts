import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { formatTimeline } from '../../../src/scenario/reports/timeline.js'
import type { Entry } from '../../../src/scenario/transcript.js'

const entries: Entry[] = [
  { at: 0, actor: 'ann', kind: 'note', text: 'connected' },
  { at: 1.25, actor: 'ann', kind: 'sent', text: `CHAT-PRIVATE-SEND bob ${'hi '.repeat(20)}` },
  { at: 9, actor: '', kind: 'note', text: '7 entries left out' },
  { at: 12.5, actor: 'bob', kind: 'received', text: 'success\r' },
]

test('without a width, everything is told, one below the other', () => {
  expect(formatTimeline(entries)).toEqual([
    ' 0.0 ms  ann · connected',
    ` 1.3 ms  ann → CHAT-PRIVATE-SEND bob ${'hi '.repeat(20)}`,
    ' 9.0 ms      · 7 entries left out',
    '12.5 ms  bob ← success\\r',
  ])
})

test('where there is room, each actor has a column', () => {
  expect(formatTimeline(entries, 100)).toEqual([
    '         ann                                           bob',
    ' 0.0 ms  · connected',
    ' 1.3 ms  → CHAT-PRIVATE-SEND bob hi hi hi hi hi hi hi',
    '            hi hi hi hi hi hi hi hi hi hi hi hi hi',
    ' 9.0 ms  · 7 entries left out',
    '12.5 ms                                                ← success\\r',
  ])
})

test('what becomes of the server has no column of its own', () => {
  const killed: Entry = { at: 13, actor: '(server)', kind: 'note', text: 'kill' }
  expect(formatTimeline([...entries, killed], 100).at(-1)).toBe('13.0 ms  · (server) kill')
  expect(formatTimeline([killed])).toEqual(['13.0 ms  (server) · kill'])
})

test('no line is wider than the terminal, and no entry fills it', () => {
  const flood: Entry[] = [...entries, { at: 13, actor: 'bob', kind: 'received', text: '水'.repeat(2000) }]
  for (const width of [20, 40, 90, 200]) {
    const lines = formatTimeline(flood, width)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width)
    expect(lines.length).toBeLessThan(15)
  }
  expect(formatTimeline([], 80)).toEqual([])
})

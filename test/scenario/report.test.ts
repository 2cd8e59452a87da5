import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { formatCase, formatReport } from '../../src/scenario/report.js'
import type { CaseResult, RunResult } from '../../src/scenario/result.js'

const passed: CaseResult = {
  ...{
    id: 'chat.live',
    title: 'a message arrives',
    clause: ['CHAT-1'],
    level: 'must',
    outcome: 'pass',
    duration: 3,
  },
}

const failed: CaseResult = {
  ...passed,
  outcome: 'fail',
  reason: 'bob received something else',
  failure: {
    ...{ file: 'chat/live.yaml', line: 10, column: 13 },
    source: [
      { line: 9, text: `  - send: {bob: 'CHAT-PRIVATE-GET \${ann}'}`, marked: false },
      { line: 10, text: '    expect: {bob: {json: []}}', marked: true },
    ],
    wanted: 'JSON: 0 items',
    got: 'success ["\u001b[2Jgone\u202e"]',
  },
  transcript: [
    { at: 0, actor: 'ann', kind: 'note', text: 'connected' },
    { at: 1.25, actor: 'ann', kind: 'sent', text: 'CHAT-PRIVATE-SEND bob hi' },
    { at: 12.5, actor: 'bob', kind: 'received', text: 'success ["\u001b[2Jgone\u202e"]' },
  ],
}

function runOf(...results: CaseResult[]): RunResult {
  const counts = { pass: 0, weak: 0, skip: 0, fail: 0, error: 0 }
  for (const { outcome } of results) counts[outcome]++
  return {
    ...{ outcome: 'broken', server: 'tcp://127.0.0.1:8000', planned: results.length, results, counts },
    duration: 1234,
  }
}

test('a failure shows the marked source, what was wanted and came, and the timeline, nothing obeyed', () => {
  expect(formatReport(runOf(passed, failed))).toBe(String.raw`✗ chat.live  a message arrives
  chat/live.yaml:10:13: bob received something else
     9 |   - send: {bob: 'CHAT-PRIVATE-GET ${'$'}{ann}'}
  > 10 |     expect: {bob: {json: []}}
  wanted  JSON: 0 items
  got     success ["\u{1b}[2Jgone\u{202e}"]
   0.0 ms  ann · connected
   1.3 ms  ann → CHAT-PRIVATE-SEND bob hi
  12.5 ms  bob ← success ["\u{1b}[2Jgone\u{202e}"]

tcp://127.0.0.1:8000: broken: 1 pass, 1 fail in 1.2 s
`)
})

test('a run without failures is its sum', () => {
  const held: RunResult = { ...runOf(passed), outcome: 'held' }
  expect(formatReport(held)).toBe('tcp://127.0.0.1:8000: 1 pass in 1.2 s\n')
})

test('a run that did not come to its end says why, and how far it came', () => {
  const stopped: RunResult = { ...runOf(passed), planned: 9, reason: 'given up' }
  expect(formatReport(stopped)).toBe(
    'given up\ntcp://127.0.0.1:8000: broken: 1 pass, of 9 planned in 1.2 s\n',
  )
  const nothing: RunResult = { ...runOf(), outcome: 'unreachable', reason: 'no answer\u001b[2J' }
  expect(formatReport(nothing)).toBe(
    'no answer\\u{1b}[2J\ntcp://127.0.0.1:8000: unreachable: no case was run in 1.2 s\n',
  )
})

test('a case is one line, with the reason where it is not plain', () => {
  expect(formatCase(passed)).toBe('✓ chat.live  a message arrives\n')
  expect(formatCase({ ...passed, outcome: 'skip', reason: 'needs tls' })).toBe(
    '- chat.live  a message arrives (needs tls)\n',
  )
})

test('a terminal is never overrun, and colours are asked for', () => {
  for (const width of [1, 10, 20, 40, 80]) {
    expect(
      stringWidth(formatCase({ ...passed, title: '水'.repeat(100) }, { width }).trimEnd()),
    ).toBeLessThanOrEqual(width + 1)
    const timeline = formatReport(runOf(failed), { width })
      .split('\n')
      .filter((line) => line.includes(' ms '))
    for (const line of timeline) expect(stringWidth(line)).toBeLessThanOrEqual(width)
  }
  expect(formatReport(runOf(failed), { colour: true })).toContain('\u001b[')
  expect(formatReport(runOf(failed))).not.toContain('\u001b')
})

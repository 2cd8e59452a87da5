import { readFileSync } from 'node:fs'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { formatCase, formatReport } from '../../../src/scenario/reports/terminal.js'
import type { CaseResult, RunResult } from '../../../src/scenario/result.js'
import { each, failed, HOSTILE, hostile, passed, runOf } from './sample-run.js'

test('a failure shows its place, the marked source, what differs, and the timeline', () => {
  expect(formatReport(runOf({ ...passed, id: 'chat.other' }, failed))).toBe(`✗ chat.live  a message arrives
  scenarios/chat/live.yaml:10:13: bob received something else
     9 |   - send: {bob: 'CHAT-PRIVATE-GET \${ann}'}
  > 10 |     expect: {bob: success hi bob}
  wanted  success hi bob
                     ^^^
  got     success hi rob
                     ^^^
   0.0 ms  ann · connected
   1.3 ms  ann → CHAT-PRIVATE-SEND bob hi
  12.5 ms  bob ← success hi rob

tcp://127.0.0.1:8000: broken: 1 pass, 1 fail in 1.2 s
`)
})

test('each outcome has a mark of its own', () => {
  const lines = each.map((one) => formatCase(one).trimEnd())
  expect(new Set(lines.map((line) => line[0])).size).toBe(each.length)
  expect(lines).toContain('- topic.skip  a message arrives (why it is skip)')
  expect(lines).toContain('x topic.xfail  a message arrives (why it is xfail)')
})

test('what is known to fail is listed with its reason, and what held in spite of that is no success', () => {
  const report = formatReport(runOf(...each))
  expect(report).toContain('X topic.xpass  a message arrives\n  why it is xpass\n')
  expect(report).toContain('x topic.xfail  a message arrives (why it is xfail)\n')
})

test('a case that could not be judged says why, with or without a place', () => {
  const error: CaseResult = { ...passed, outcome: 'error', reason: 'the harness failed' }
  expect(formatReport(runOf(error))).toContain('! chat.live  a message arrives\n  the harness failed\n')
})

test('where a macro failed it is told who called it', () => {
  const calledAt = { file: 'scenarios/main.yaml', line: 7, column: 5 }
  const one: CaseResult = { ...failed, failure: { ...failed.failure!, calledAt } }
  expect(formatReport(runOf(one))).toContain('\n  called at scenarios/main.yaml:7:5\n')
})

test('many cases without a verdict are one line', () => {
  const left = Array.from({ length: 300 }, (_, i): CaseResult => {
    return { ...passed, id: `chat.${i}`, outcome: 'unknown', reason: 'given up' }
  })
  expect(formatReport(runOf(...left)).split('\n')[0]).toBe('? 300 cases were not judged: given up')
  expect(formatReport(runOf(...left.slice(0, 2)))).toContain('? chat.1  a message arrives (given up)\n')
})

test('a case that fails in many rounds is told once, with the transcript of the first', () => {
  const rounds = Array.from({ length: 20 }, (_, i): CaseResult => {
    return { ...(i === 4 || i > 17 ? failed : passed), round: i + 1 }
  })
  const report = formatReport(runOf(...rounds))
  expect(report.match(/✗/g)).toHaveLength(1)
  expect(report).toContain('✗ chat.live  a message arrives\n  in 3 of 20 rounds, first in round 5\n')
  expect(formatCase(rounds[4]!)).toBe('✗ chat.live #5  a message arrives\n')
})

test('a run without failures is its sum', () => {
  expect(formatReport(runOf(passed))).toBe('tcp://127.0.0.1:8000: 1 pass in 1.2 s\n')
})

test('a run that did not come to its end says why, and how far it came', () => {
  const stopped: RunResult = { ...runOf(passed), outcome: 'unknown', planned: 9, reason: 'given up' }
  expect(formatReport(stopped)).toBe(
    'given up\ntcp://127.0.0.1:8000: unknown: 1 pass, of 9 planned in 1.2 s\n',
  )
  const unreachable: RunResult = { ...runOf(), outcome: 'unreachable', planned: 9 }
  expect(formatReport(unreachable)).toBe('tcp://127.0.0.1:8000: unreachable: no case was run in 1.2 s\n')
})

test('where no server was started, the profile is what is left to name', () => {
  expect(formatReport({ ...runOf(), outcome: 'unreachable', server: '', planned: 9 })).toBe(
    'py-chat: unreachable: no case was run in 1.2 s\n',
  )
})

test('nothing that a server sends is obeyed, and a password in its address is not told', () => {
  const report = formatReport({ ...runOf(hostile), server: 'tcp://ann:hunter2@127.0.0.1:1' })
  expect(report).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u)
  expect(report).not.toContain('hunter2')
  expect(formatCase(hostile)).not.toContain(HOSTILE)
})

test('a terminal is never overrun, and colours are asked for', () => {
  const wide: CaseResult = {
    ...failed,
    title: '水'.repeat(100),
    failure: {
      ...failed.failure!,
      source: [{ line: 1, text: `${'水'.repeat(100)} a`, marked: true }],
      wanted: `${'水'.repeat(100)} a`,
      got: `${'水'.repeat(100)} b`,
    },
    transcript: [{ at: 1, actor: 'ann', kind: 'sent', text: '水'.repeat(100) }],
  }
  for (const width of [20, 40, 80, 200]) {
    const lines = formatReport(runOf(wide, failed), { width }).split('\n')
    // Places and reasons are left whole, so that a terminal takes them for links.
    const prose = /^ {2}scenarios\/|^tcp:/
    for (const line of lines.filter((one) => !prose.test(one)))
      expect(stringWidth(line)).toBeLessThanOrEqual(width)
  }
  expect(formatReport(runOf(failed), { colour: true })).toContain('\u001b[7m')
  expect(formatReport(runOf(failed))).not.toContain('\u001b')
})

test('long JSON values are laid over each other line by line', () => {
  const message = { id: '1', from: 'ann', text: 'a text that makes the line longer than one wants to read' }
  const failure = {
    ...failed.failure!,
    wanted: `success ${JSON.stringify([message])}`,
    got: `success ${JSON.stringify([{ text: message.text, from: 'eve', id: '1' }])}`,
  }
  expect(formatReport(runOf({ ...failed, failure }))).toContain(`
  - wanted  + got
    success
    [
      {
  -     "from": "ann",
  +     "from": "eve",
        "id": "1",
        "text": "a text that makes the line longer than one wants to read"
      }
    ]
`)
})

test('the failure in docs/reports.md is what such a failure looks like', () => {
  const reply = 'success [{"id":"ed","from":"ann-os3scr-156","text":"hi rob"}]'
  const one: CaseResult = {
    ...failed,
    title: 'a message reaches at once whoever is logged in',
    failure: {
      ...{ file: 'chat/live.yaml', line: 11, column: 13 },
      source: [
        { line: 9, text: '    expect: {ann: ok}', marked: false },
        { line: 10, text: `  - send: {bob: 'CHAT-PRIVATE-GET \${ann}'}`, marked: false },
        { line: 11, text: '    expect: {bob: {json: [{text: hi bob}]}}', marked: true },
      ],
      ...{ wanted: 'JSON at [0].text: "hi bob"', got: `"hi rob", in ${reply}` },
    },
    transcript: [
      { at: 121.8, actor: 'ann', kind: 'sent', text: 'CHAT-PRIVATE-SEND bob-os3scr-157 hi bob' },
      { at: 122, actor: 'ann', kind: 'received', text: 'success {"id":"ed"}' },
      { at: 125, actor: 'bob', kind: 'sent', text: 'CHAT-PRIVATE-GET ann-os3scr-156' },
      { at: 125.8, actor: 'bob', kind: 'received', text: reply },
    ],
  }
  const docs = readFileSync(new URL('../../../docs/reports.md', import.meta.url), 'utf8')
  expect(docs).toContain(formatReport(runOf(one)).split('\n\n')[0])
})

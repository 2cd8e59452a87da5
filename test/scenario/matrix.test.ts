import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { clauseIds } from '../../src/protocol/clauses.js'
import { formatMatrix, matrixOf } from '../../src/scenario/matrix.js'
import type { CaseResult } from '../../src/scenario/result.js'

const result = (clause: CaseResult['clause'], more: Partial<CaseResult>): CaseResult => ({
  ...{ id: 'a', title: 'a', level: 'must', tags: [], file: 'a.yaml', outcome: 'pass', duration: 1, clause },
  ...(more as object),
})

const results: CaseResult[] = [
  result(['LINE-1', 'LINE-2'], {}),
  result(['LINE-2'], { outcome: 'fail' }),
  result(['LINE-2'], { level: 'should', outcome: 'weak', reason: 'only listened' }),
  result(['LINE-3'], { outcome: 'xfail', reason: 'on its way' }),
  result(['LINE-4'], { outcome: 'unknown', reason: 'given up' }),
  result(['NOTIF-2'], { level: 'may', outcome: 'skip', reason: 'needs NOTIF-LISTEN' }),
  result(['CHAT-1'], { outcome: 'error', reason: 'it broke\u001b[2J' }),
  result(['CHAT-1'], {}),
]
const rows = matrixOf(results, { 'TLS-1': 'comes with TLS' })
const row = (id: string) => rows.find(({ clause }) => clause === id)!

test('every clause of the protocol has its row', () => {
  expect(rows.map(({ clause }) => clause)).toEqual(clauseIds)
})

test('where nobody asks what is uncovered, only what is cited has a row, of whatever protocol', () => {
  const cited = matrixOf([result(['RFC1459-4.1', 'LINE-2'], {})])
  expect(cited.map(({ clause }) => clause)).toEqual(['LINE-2', 'RFC1459-4.1'])
  expect(formatMatrix(cited)).toContain('RFC1459-4.1  1/1')
})

test('a case counts for each clause that it cites, at its level', () => {
  expect(row('LINE-1').cells).toEqual({ must: { held: 1, judged: 1, outcomes: { pass: 1 } } })
  expect(row('LINE-2').cells).toMatchObject({ must: { held: 1, judged: 2 }, should: { held: 1, judged: 1 } })
  expect(row('LINE-3').cells.must).toEqual({ held: 0, judged: 1, outcomes: { xfail: 1 } })
})

test('what was not judged says why', () => {
  expect(row('NOTIF-2')).toMatchObject({
    cells: { may: { judged: 0, outcomes: { skip: 1 } } },
    note: 'needs NOTIF-LISTEN',
  })
  expect(row('TLS-1').note).toBe('not covered: comes with TLS')
  expect(row('HTTP-1').note).toBe('not run')
})

test('the matrix is a line a clause, plain unless colours are asked for', () => {
  const text = formatMatrix(rows)
  const line = (id: string) => text.split('\n').find((one) => one.startsWith(`${id} `))
  expect(text.split('\n')[0]).toBe('clause   must     should   may')
  expect(line('LINE-1')).toBe('LINE-1   1/1      ·        ·        The server listens on TCP')
  expect(line('LINE-2')).toMatch(/^LINE-2 {3}1\/2 {6}1\/1 {6}· {8}One greeting/)
  expect(line('LINE-4')).toMatch(/^LINE-4 {3}unknown .*\(given up\)$/)
  expect(line('NOTIF-2')).toMatch(/^NOTIF-2 {2}· {8}· {8}skip .*\(needs NOTIF-LISTEN\)$/)
  expect(line('CHAT-1')).toMatch(/^CHAT-1 {3}1\/1 ! .*\(it broke\\u\{1b\}\[2J\)$/)
  expect(text).not.toContain('\u001b')
  expect(formatMatrix(rows, { colour: true })).toContain('\u001b[')
})

test('on a terminal of any width no line is broken', () => {
  for (const width of [10, 30, 33, 40, 80]) {
    const [, ...lines] = formatMatrix(rows, { width }).trimEnd().split('\n')
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 34))
  }
})

import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { clauseIds } from '../../src/protocol/clauses.js'
import { formatMatrix, matrixOf } from '../../src/scenario/matrix.js'
import type { CaseResult } from '../../src/scenario/result.js'

const result = (clause: CaseResult['clause'], more: Partial<CaseResult>): CaseResult => ({
  ...{ id: 'a', title: 'a', clause, level: 'must', outcome: 'pass', duration: 1 },
  ...more,
})

const results: CaseResult[] = [
  result(['LINE-1', 'LINE-2'], {}),
  result(['LINE-2'], { outcome: 'fail' }),
  result(['LINE-2'], { level: 'should', outcome: 'weak', reason: 'only listened' }),
  result(['NOTIF-2'], { level: 'may', outcome: 'skip', reason: 'needs NOTIF-LISTEN' }),
  result(['CHAT-1'], { outcome: 'error', reason: 'it broke\u001b[2J' }),
  result(['CHAT-1'], {}),
]
const rows = matrixOf(results, { 'TLS-1': 'comes with TLS' })
const row = (id: string) => rows.find(({ clause }) => clause === id)!

test('every clause of the protocol has its row', () => {
  expect(rows.map(({ clause }) => clause)).toEqual(clauseIds)
})

test('a case counts for each clause that it cites, at its level', () => {
  expect(row('LINE-1').cells).toEqual({ must: { held: 1, judged: 1, skipped: 0, errors: 0 } })
  expect(row('LINE-2').cells).toMatchObject({ must: { held: 1, judged: 2 }, should: { held: 1, judged: 1 } })
})

test('what was not judged says why', () => {
  expect(row('NOTIF-2')).toMatchObject({
    cells: { may: { judged: 0, skipped: 1 } },
    note: 'needs NOTIF-LISTEN',
  })
  expect(row('TLS-1').note).toBe('not covered: comes with TLS')
  expect(row('HTTP-1').note).toBe('not run')
})

test('the matrix is a line a clause, plain unless colours are asked for', () => {
  const text = formatMatrix(rows)
  const line = (id: string) => text.split('\n').find((one) => one.startsWith(`${id} `))
  expect(text.split('\n')[0]).toBe('clause   must    should  may')
  expect(line('LINE-1')).toBe('LINE-1   1/1     ·       ·       The server listens on TCP')
  expect(line('LINE-2')).toMatch(/^LINE-2 {3}1\/2 {5}1\/1 {5}· {7}One greeting/)
  expect(line('NOTIF-2')).toMatch(/^NOTIF-2 {2}· {7}· {7}skip .*\(needs NOTIF-LISTEN\)$/)
  expect(line('CHAT-1')).toMatch(/^CHAT-1 {3}error .*\(it broke\\u\{1b\}\[2J\)$/)
  expect(text).not.toContain('\u001b')
  expect(formatMatrix(rows, { colour: true })).toContain('\u001b[')
})

test('on a terminal of any width no line is broken', () => {
  for (const width of [10, 30, 33, 40, 80]) {
    const [, ...lines] = formatMatrix(rows, { width }).trimEnd().split('\n')
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 32))
  }
})

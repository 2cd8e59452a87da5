import { expect, test } from 'vitest'
import { matrixOf } from '../../../src/scenario/matrix.js'
import { formatSummary } from '../../../src/scenario/reports/summary.js'
import type { CaseResult } from '../../../src/scenario/result.js'
import { each, failed, hostile, passed, runOf } from './sample-run.js'

const summaryOf = (...results: CaseResult[]) => formatSummary(runOf(...results), matrixOf(results))

test('the page has the sum, what did not hold, and the matrix as a table', () => {
  const page = summaryOf(...each)
  expect(page).toContain(
    'broken\n\n1 pass, 1 weak, 1 xfail, 1 skip, 1 fail, 1 xpass, 1 unknown, 1 error, in 1.2 s',
  )
  expect([...page.matchAll(/<summary><b>(\w+): /g)].map(([, outcome]) => outcome)).toEqual([
    'fail',
    'xpass',
    'error',
  ])
  expect(page).toContain(
    '| clause | must | should | may |  |\n| --- | --- | --- | --- | --- |\n| CHAT&#45;1 | 🔴 ',
  )
})

test('a run that held is its sum and the matrix', () => {
  expect(summaryOf(passed)).toMatch(
    /^## ✅ .*: held\n\n1 pass, in 1\.2 s, profile py&#45;chat\.\n\n\| clause/,
  )
})

test('text stays text, in Markdown and in HTML', () => {
  const page = formatSummary({ ...runOf(hostile), reason: '[x](y) <img>' }, [
    ...matrixOf([hostile]),
    { clause: '|a|', title: '**b**', cells: { must: undefined, should: undefined, may: undefined } },
  ])
  const tags = new Set(page.match(/<\/?\w+/g))
  expect([...tags].sort()).toEqual([
    '</b',
    '</details',
    '</pre',
    '</summary',
    '<b',
    '<details',
    '<pre',
    '<summary',
  ])
  expect(page).toContain('&#91;x&#93;&#40;y&#41; &#60;img&#62;')
  expect(page).toContain('| &#124;a&#124; |')
  expect(page).not.toContain('\u202e')
})

test('the page stays within what GitHub takes', () => {
  const flood = Array.from(
    { length: 400 },
    (_, at) => ({ at, actor: 'ann', kind: 'sent', text: 'é'.repeat(2000) }) as const,
  )
  const many = Array.from(
    { length: 100 },
    (_, i): CaseResult => ({ ...failed, id: `chat.${i}`, transcript: flood }),
  )
  const page = summaryOf(...many)
  expect(Buffer.byteLength(page)).toBeLessThan(1024 * 1024)
  expect(page).toMatch(/\n\d+ more cases did not hold\.\n/)
})

import { expect, test } from 'vitest'
import { matrixOf } from '../../../src/scenario/matrix.js'
import { formatHtml } from '../../../src/scenario/reports/html.js'
import type { CaseResult, RunResult } from '../../../src/scenario/result.js'
import { each, failed, hostile, passed, runOf } from './sample-run.js'

const pageOf = (result: RunResult) => formatHtml(result, { rows: matrixOf(result.results) })

test('only what the page brings along may run or be loaded', () => {
  const page = pageOf(runOf(...each))
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!
  expect(policy).toMatch(
    /^default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]{44}&#39;; style-src &#39;sha256-/,
  )
  expect(policy).not.toContain('unsafe')
  expect(page).not.toMatch(/ style="| on\w+="|https?:(?!\/\/www\.w3\.org\/)/)
})

test('a run that was never begun, or given up, is a page too', () => {
  const page = pageOf({ ...runOf(), outcome: 'unreachable', planned: 9, reason: 'nobody listens' })
  expect(page).toContain('<h1>The server was not reached</h1>')
  expect(page).toContain('nobody listens')
  expect(page).toContain('0 of 9 cases')
  expect(page).not.toContain('<table>')
})

test('the rounds of a case are one entry, with how many there were', () => {
  const rounds = Array.from(
    { length: 20 },
    (_, i): CaseResult => ({ ...(i === 4 ? failed : passed), round: i + 1 }),
  )
  const page = pageOf(runOf(...rounds))
  expect(page.match(/class="case"/g)).toHaveLength(2)
  expect(page).toContain('in 1 of 20 rounds, first in round 5')
})

test('what a known failure is known for stands with the case', () => {
  const page = pageOf(runOf(...each))
  expect(page).toContain('why it is xfail')
  expect(page).toContain('why it is xpass')
})

test('no password of a server’s address is told, and nothing hostile comes through', () => {
  const page = pageOf({ ...runOf(hostile), server: 'tcp://ann:hunter2@127.0.0.1:1', profile: '<u>' })
  expect(page).not.toContain('hunter2')
  expect(page).not.toMatch(/<img|<u>|[\u001b\u202e]/)
})

test('long values are laid over each other line by line', () => {
  const list = (from: string) => `success ${JSON.stringify([{ from, text: 'x'.repeat(80) }])}`
  const page = pageOf(
    runOf({ ...failed, failure: { ...failed.failure!, wanted: list('ann'), got: list('eve') } }),
  )
  expect(page).toContain('<del>-     &#34;from&#34;: &#34;ann&#34;,</del>')
  expect(page).toContain('<ins>+     &#34;from&#34;: &#34;eve&#34;,</ins>')
})

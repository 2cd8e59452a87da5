import { type CaseResult, type Outcome, outcomes, type RunResult } from '../../../src/scenario/result.js'

/** What a server might send to whoever reads the report. */
export const HOSTILE =
  '</script><img src=x onerror="document.title=\'owned\'">\u001b[2J\u202e`|*_[x](y) & \ud800\uffff'

export const passed: CaseResult = {
  id: 'chat.live',
  title: 'a message arrives',
  clause: ['CHAT-1'],
  level: 'must',
  tags: ['quick'],
  file: 'scenarios/chat/live.yaml',
  outcome: 'pass',
  duration: 3,
}

export const failed: CaseResult = {
  ...passed,
  outcome: 'fail',
  reason: 'bob received something else',
  failure: {
    ...{ file: 'scenarios/chat/live.yaml', line: 10, column: 13 },
    source: [
      { line: 9, text: `  - send: {bob: 'CHAT-PRIVATE-GET \${ann}'}`, marked: false },
      { line: 10, text: '    expect: {bob: success hi bob}', marked: true },
    ],
    wanted: 'success hi bob',
    got: 'success hi rob',
  },
  transcript: [
    { at: 0, actor: 'ann', kind: 'note', text: 'connected' },
    { at: 1.25, actor: 'ann', kind: 'sent', text: 'CHAT-PRIVATE-SEND bob hi' },
    { at: 12.5, actor: 'bob', kind: 'received', text: 'success hi rob' },
  ],
}

/** One case of each outcome. */
export const each: readonly CaseResult[] = outcomes.map((outcome) => ({
  ...(outcome === 'fail' ? failed : passed),
  id: `topic.${outcome}`,
  outcome,
  ...(outcome !== 'pass' && { reason: `why it is ${outcome}` }),
}))

export const hostile: CaseResult = {
  ...failed,
  ...{ id: `hostile.case[${HOSTILE}]`, title: HOSTILE, reason: HOSTILE, tags: [HOSTILE], file: HOSTILE },
  failure: {
    ...{ file: HOSTILE, line: 1, column: 1, wanted: `success ${HOSTILE}`, got: `success ${HOSTILE}!` },
    source: [{ line: 1, text: HOSTILE, marked: true }],
  },
  transcript: [
    { at: 0, actor: 'ann', kind: 'sent', text: HOSTILE },
    { at: 1, actor: 'ann', kind: 'received', text: `success ${HOSTILE}!` },
  ],
}

/** A run that came to these results. */
export function runOf(...results: CaseResult[]): RunResult {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const { outcome } of results) counts[outcome]++
  return {
    outcome: results.some(({ outcome }) => outcome === 'fail' || outcome === 'xpass') ? 'broken' : 'held',
    ...{ server: 'tcp://127.0.0.1:8000', profile: 'py-chat', at: '2026-01-02T03:04:05.678Z' },
    ...{ planned: results.length, results, counts, duration: 1234 },
  }
}

import { expect, test } from 'vitest'
import { gatherRounds, tellRounds } from '../../../src/scenario/reports/rounds.js'
import type { CaseResult, Outcome } from '../../../src/scenario/result.js'
import { passed } from './sample-run.js'

const rounds = (...outcomes: Outcome[]) =>
  gatherRounds(outcomes.map((outcome, i): CaseResult => ({ ...passed, outcome, round: i + 1 }))).map(
    tellRounds,
  )

test('rounds that ended alike are told together', () => {
  expect(rounds('pass', 'fail', 'fail', 'error')).toEqual([
    'in 1 of 4 rounds, first in round 1',
    'in 2 of 4 rounds, first in round 2',
    'in 1 of 4 rounds, first in round 4',
  ])
  expect(rounds('fail', 'fail')).toEqual(['in all 2 rounds'])
})

test('one round is not worth a word', () => {
  expect(rounds('fail')).toEqual([undefined])
  expect(gatherRounds([passed, { ...passed, id: 'other' }]).map(tellRounds)).toEqual([undefined, undefined])
})

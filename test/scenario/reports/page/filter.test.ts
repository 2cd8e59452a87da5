import { expect, test } from 'vitest'
import {
  type Filter,
  matches,
  readFilter,
  writeFilter,
} from '../../../../src/scenario/reports/page/filter.js'

const all: Filter = { outcome: [], level: [], clause: '', words: '' }
const one = {
  outcome: 'fail',
  level: 'must',
  clauses: ['CHAT-1', 'CHAT-2'],
  text: '✗ fail a message arrives chat.live',
}

test('an address tells a filter, and the filter the address', () => {
  const filter: Filter = { outcome: ['fail', 'error'], level: ['must'], clause: 'CHAT-1', words: 'a=b & c' }
  expect(readFilter(writeFilter(filter, 'chat.live[1]'))).toEqual(filter)
  expect(writeFilter(all, '')).toBe('#')
  expect(readFilter('')).toEqual(all)
  expect(readFilter('#cases')).toEqual(all)
})

test('without a wish everything is shown', () => {
  expect(matches(all, one)).toBe(true)
})

test('a case has to be of one of the outcomes, of the clause, and to have all the words', () => {
  expect(matches({ ...all, outcome: ['fail', 'error'], clause: 'CHAT-2' }, one)).toBe(true)
  expect(matches({ ...all, outcome: ['error'] }, one)).toBe(false)
  expect(matches({ ...all, level: ['may'] }, one)).toBe(false)
  expect(matches({ ...all, clause: 'CHAT' }, one)).toBe(false)
  expect(matches({ ...all, words: ' LIVE  message ' }, one)).toBe(true)
  expect(matches({ ...all, words: 'live token' }, one)).toBe(false)
})

import { expect, test } from 'vitest'
import { BoundedRegex } from '../../src/cli/bounded-regex.js'
import { conversationOf, isWanted } from '../../src/cli/event-filter.js'

const at = '2026-01-01T00:00:00.000Z'
const events = {
  said: { type: 'message', message: { id: '1', from: 'bob', text: 'halo', at } },
  inGroup: { type: 'message', message: { id: '2', from: 'bob', text: 'hi', at, group: 'g1' } },
  came: { type: 'presence', name: 'cici', online: true },
  joined: { type: 'group', code: 'g1', change: 'joined', name: 'bob' },
} as const

test.each([
  [{}, ['said', 'inGroup', 'came', 'joined']],
  [{ from: ['bob'] }, ['said', 'inGroup', 'joined']],
  [{ from: ['bob', 'cici'], type: ['presence', 'group'] }, ['came', 'joined']],
  [{ group: ['g1'] }, ['inGroup', 'joined']],
  [{ from: ['bob'], group: ['g2'] }, []],
  [{ match: new BoundedRegex('a') }, ['said']],
])('%j lets through %j', (filter, expected) => {
  const names = Object.entries(events).filter(([, event]) => isWanted(event, filter))
  expect(names.map(([name]) => name)).toEqual(expected)
})

test('an event belongs to its group, else to its user', () => {
  expect(Object.values(events).map(conversationOf)).toEqual(['user bob', 'group g1', 'user cici', 'group g1'])
})

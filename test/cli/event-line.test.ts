import { expect, test } from 'vitest'
import { eventFormat } from '../../src/cli/event-line.js'
import type { ChatEvent } from '../../src/protocol/reply.js'

const pipe = { isTerminal: false, colour: false, columns: Number.POSITIVE_INFINITY }
const format = await eventFormat(pipe)
const said = (event: unknown) =>
  format(event as ChatEvent)
    .split('\t')
    .slice(1)

test('other events than messages have a star that no message can have, and nothing hostile is obeyed', () => {
  expect(said({ type: 'presence', name: 'bob', online: false })).toEqual(['* bob', 'is offline'])
  expect(said({ type: 'group', code: 'g1', change: 'admin', name: 'bob' })).toEqual([
    '* bob',
    'is now an admin of g1',
  ])
  expect(said({ type: 'typing\u001b', name: 'a\u009b' })).toEqual([
    '* typing\\u{1b}',
    '{"type":"typing\\u001b","name":"a\\u009b"}',
  ])
  const at = '2026-01-01T00:00:00.000Z'
  const message = { id: '1', from: 'bob', text: 'a\u001b[2J', at, group: 'g1' }
  expect(format({ type: 'message', message })).toBe(`${at}\tbob in g1\ta\\u{1b}[2J`)
})

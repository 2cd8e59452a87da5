import { expect, test } from 'vitest'
import { deliveryOf } from '../../../src/cli/webhook/delivery.js'
import type { ChatEvent } from '../../../src/protocol/reply.js'

const here = 'tcp://chat.example:8000'
const message = { id: '7', from: 'bob', text: 'halo', at: '2026-01-01T00:00:00.000Z' }

test('a message has an id of its own at its server, made of nothing that changes, and another one once the server counts anew', () => {
  const first = deliveryOf({ type: 'message', message }, here)
  expect(deliveryOf({ type: 'message', message: { ...message } }, here)).toEqual(first)
  expect(deliveryOf({ type: 'message', message }, 'tcp://other.example:8000').id).not.toBe(first.id)
  expect(deliveryOf({ type: 'message', message: { ...message, id: '8' } }, here).id).not.toBe(first.id)
  const anew = { ...message, at: '2026-01-01T00:00:00.001Z' }
  expect(deliveryOf({ type: 'message', message: anew }, here).id).not.toBe(first.id)
  expect(first.id).toMatch(/^msg_[0-9a-f]{32}$/)
  expect(JSON.parse(first.body)).toEqual({ type: 'message', timestamp: message.at, data: message })
})

test('other events, and those of later servers, are what they say and when they came', () => {
  const now = new Date('2026-01-02T00:00:00.000Z')
  const presence = { type: 'presence', name: 'bob', online: true } as const
  expect(JSON.parse(deliveryOf(presence, here, now).body)).toEqual({
    type: 'presence',
    timestamp: '2026-01-02T00:00:00.000Z',
    data: { name: 'bob', online: true },
  })
  const typing = { type: 'typing', who: 'bob' } as unknown as ChatEvent
  expect(JSON.parse(deliveryOf(typing, here, now).body)).toMatchObject({
    type: 'typing',
    data: { who: 'bob' },
  })
  expect(deliveryOf(presence, here).id).not.toBe(deliveryOf(presence, here).id)
})

test('messages of one conversation are of one lane, whatever a server makes of names', () => {
  const lane = (given: object) =>
    deliveryOf({ type: 'message', message: { ...message, ...given } }, here).conversation
  expect(lane({})).toBe('user bob')
  expect(lane({ group: 'g1' })).toBe('group g1')
  expect(lane({ from: 'a\0b\ud800' })).toMatch(/^[ -~]+$/)
})

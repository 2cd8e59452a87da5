import { describe, expect, test } from 'vitest'
import { Refusal, type RefusalCode, refusals } from '../../src/protocol/refusals.js'
import {
  type ChatEvent,
  formatEvent,
  formatFailed,
  formatSuccess,
  parseServerLine,
} from '../../src/protocol/reply.js'
import fc from '../helpers/properties.js'

const message = { id: '1', from: 'ani', text: 'a\tb', at: '2024-01-01T00:00:00.000Z' }

describe('what is written is read back', () => {
  test('a value (REPLY-4)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
        const line = formatSuccess('CONTACT-ADD', { name })
        expect(line).not.toMatch(/[\n\r]/)
        const back = JSON.parse(JSON.stringify({ name }))
        expect(parseServerLine(line)).toEqual({
          type: 'success',
          text: JSON.stringify({ name }),
          value: back,
        })
      }),
      { numRuns: 50 },
    )
  })

  test.each(Object.keys(refusals) as RefusalCode[])('a refusal, %s (REPLY-3)', (code) => {
    const refusal = new Refusal(code)
    expect(formatFailed(refusal)).toBe(`failed ${code}: ${refusals[code].words}`)
    expect(parseServerLine(formatFailed(refusal))).toEqual({
      type: 'failed',
      code,
      text: refusals[code].words,
    })
  })

  test.each<ChatEvent>([
    { type: 'message', message },
    { type: 'presence', name: 'ani', online: true },
    { type: 'group', code: 'k3', change: 'admin', name: 'budi' },
    { type: 'lagged', dropped: 3 },
  ])('an event, $type (NOTIF-2)', (event) => {
    expect(parseServerLine(formatEvent(event))).toEqual({ type: 'event', event })
  })

  test('human text, or none (REPLY-1)', () => {
    expect(formatSuccess('AUTH-LOGOUT', 'logged out')).toBe('success logged out')
    expect(parseServerLine('success')).toEqual({ type: 'success', text: '', value: undefined })
    expect(parseServerLine('success logged out')).toEqual({
      type: 'success',
      text: 'logged out',
      value: undefined,
    })
  })
})

describe('another server', () => {
  test.each([
    ['failed', { type: 'failed', text: '', code: undefined }],
    ['failed no such user', { type: 'failed', text: 'no such user', code: undefined }],
    ['failed user: gone', { type: 'failed', text: 'user: gone', code: undefined }],
    ['failed toString: gone', { type: 'failed', text: 'toString: gone', code: undefined }],
    ['failed unknown-user', { type: 'failed', text: '', code: 'unknown-user' }],
    ['failed unknown-user:gone', { type: 'failed', text: 'gone', code: 'unknown-user' }],
    ['failed busy: a: b', { type: 'failed', text: 'a: b', code: 'busy' }],
  ])('may refuse with %j, whose words are the cause', (line, read) => {
    expect(parseServerLine(line)).toEqual(read)
  })

  test.each([
    '',
    ' ',
    'hello',
    'SUCCESS',
    'successful',
    'event',
    'event {',
    'event 1',
    'event null',
    'event {}',
  ])('may say %j, which is neither reply nor event', (line) => {
    expect(parseServerLine(line)).toEqual({ type: 'other', text: line })
  })
})

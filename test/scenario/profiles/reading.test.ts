import { expect, test } from 'vitest'
import { readerOf } from '../../../src/scenario/profiles/reading.js'
import { pyChat } from '../../../src/scenario/py-chat-profile.js'

const none = { noise: [], event: [], fail: [], ok: [] }

test('noise is told before events, events before refusals, refusals before successes', () => {
  const read = readerOf({ noise: ['/a/'], event: ['/[ab]/'], fail: ['/[abc]/'], ok: ['/.*/'] }, pyChat.read)
  expect(['a', 'b', 'c', 'd'].map((line) => read(line).kind)).toEqual(['noise', 'event', 'fail', 'ok'])
})

test('of the patterns of a kind the first counts, from the start of a line to its end', () => {
  const read = readerOf({ ...none, ok: ['/OK (?<code>\\w+)/', '/OK(?<rest>.*)/'] }, pyChat.read)
  expect(read('OK k3x9').value).toEqual({ code: 'k3x9' })
  expect(read('OK k3x9!').value).toEqual({ rest: ' k3x9!' })
  expect(read('so OK').kind).toBe('other')
})

test('named groups are the value; those that took nothing are not in it', () => {
  const read = readerOf(
    { ...none, event: ['/(?<who>\\w+) JOIN( (?<where>.*))?/'], ok: ['/OK/'] },
    pyChat.read,
  )
  expect(read('ann JOIN')).toEqual({
    ...{ kind: 'event', text: 'ann JOIN' },
    value: { who: 'ann' },
  })
  expect(read('OK')).toEqual({ kind: 'ok', text: 'OK' })
})

test('code is the code of a refusal, text its words', () => {
  const read = readerOf({ ...none, fail: ['/(?<code>4\\d\\d) (?<text>.*)/', '/ERROR/'] }, pyChat.read)
  expect(read('401 no such nick')).toMatchObject({ kind: 'fail', code: '401', text: 'no such nick' })
  expect(read('ERROR')).toEqual({ kind: 'fail', text: 'ERROR', code: undefined })
})

test('json is the value itself, and none where it is no JSON', () => {
  const read = readerOf({ ...none, ok: ['/OK (?<json>.*)/'] }, pyChat.read)
  expect(read('OK [1, {"a": null}]').value).toEqual([1, { a: null }])
  expect(read('OK done').value).toBeUndefined()
})

test('what no pattern takes is read as the protocol has it', () => {
  const read = readerOf({ ...none, ok: ['/success group (?<code>\\w+) is there/'] }, pyChat.read)
  expect(pyChat.field(read('success group k3x9 is there'), 'code')).toBe('k3x9')
  expect(read('success {"code":"k3x9"}').value).toEqual({ code: 'k3x9' })
  expect(read('failed unknown-user: who?')).toMatchObject({ kind: 'fail', code: 'unknown-user' })
})

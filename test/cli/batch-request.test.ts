import { expect, test } from 'vitest'
import { readBatchRequest } from '../../src/cli/batch-request.js'
import { BadText } from '../../src/cli/stdin.js'

test.each([
  ['{"verb":"CHAT-PRIVATE-SEND","args":{"name":"bob","message":"hi  bob"}}', 'CHAT-PRIVATE-SEND bob hi  bob'],
  ['{"verb":"CHAT-PRIVATE-SEND","args":{"message":"hi","name":"bob"}}', 'CHAT-PRIVATE-SEND bob hi'],
  ['{"verb":"CONTACT-GET"}', 'CONTACT-GET'],
  ['{"verb":"GROUP-INVITE","args":{"code":"k3x9","names":["bob","eve"]}}', 'GROUP-INVITE k3x9 bob eve'],
  ['{"verb":"NOTIF-SINCE","args":{"after":null,"limit":5}}', 'NOTIF-SINCE - 5'],
  ['{"verb":"NOTIF-SINCE","args":{"after":"a7","limit":"5"}}', 'NOTIF-SINCE a7 5'],
])('%s', (text, line) => {
  expect(readBatchRequest(text).request).toMatchObject({ line })
})

test.each([
  ['junk', 'not JSON'],
  ['[]', 'no JSON object'],
  ['null', 'no JSON object'],
  ['{}', 'verb is missing'],
  ['{"verb":5}', 'verb is missing'],
  ['{"verb":"contact-get"}', 'no verb contact-get'],
  ['{"verb":"__proto__"}', 'no verb __proto__'],
  ['{"verb":"CONTACT-GET","arg":{}}', 'no arg in a request'],
  ['{"verb":"CONTACT-GET","args":[]}', 'args must be an object'],
  ['{"verb":"CONTACT-ADD","args":{"name":"bob","mesage":"x"}}', 'no argument mesage: CONTACT-ADD <name>'],
  ['{"verb":"CONTACT-ADD","args":{"__proto__":"x"}}', 'no argument __proto__'],
  ['{"verb":"CONTACT-ADD"}', 'name is missing'],
  ['{"verb":"CONTACT-ADD","args":{"name":null}}', '<name> must be'],
  ['{"verb":"CONTACT-ADD","args":{"name":{}}}', '<name> must be'],
  ['{"verb":"CONTACT-ADD","args":{"name":"a b"}}', '<name> must be'],
  ['{"verb":"CHAT-PRIVATE-SEND","args":{"name":"bob","message":"a\\nAUTH-LOGOUT"}}', 'line break'],
  ['{"verb":"CHAT-PRIVATE-SEND","args":{"name":"bob","message":"\\ud800"}}', 'Unicode'],
  [`{"verb":"CHAT-PRIVATE-SEND","args":{"name":"bob","message":"${'x'.repeat(65_536)}"}}`, 'bytes'],
  ['{"verb":"GROUP-INVITE","args":{"code":"k3x9","names":"bob"}}', '<names> must be'],
  ['{"verb":"GROUP-INVITE","args":{"code":"k3x9","names":[]}}', '<names> must be'],
  ['{"verb":"FILE-GET-PRIVATE","args":{"name":"bob","file":"x"}}', 'pychat file get'],
  ['{"verb":"FILE-SEND-GROUP","args":{}}', 'pychat file send --group'],
  ['{"verb":"NOTIF-LISTEN","args":{"state":"on"}}', 'pychat listen'],
])('%s is no request', (text, says) => {
  const { request } = readBatchRequest(text)
  expect(request).toBeInstanceOf(Error)
  expect((request as Error).message).toContain(says)
})

test('an id is handed back as it is, also where the request is none', () => {
  expect(readBatchRequest('{"verb":"CONTACT-GET","id":[1]}')).toMatchObject({ id: [1] })
  expect(readBatchRequest('{"id":null}')).toMatchObject({ id: null })
  expect(readBatchRequest('{"verb":"CONTACT-GET"}')).not.toHaveProperty('id')
})

test('a line that is no text is no request', () => {
  for (const fault of ['too-long', 'not-utf8'] as const) {
    expect(readBatchRequest(new BadText(fault)).request).toBeInstanceOf(Error)
  }
})

test('an id that nothing could write is refused, and so is an argument of a kind that no line holds', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  expect(readBatchRequest(`{"verb":"CONTACT-GET","id":${deep}}`).request).toBeInstanceOf(Error)
  const odd = '{"verb":"NOTIF-SINCE","args":{"after":"-","limit":{"toString":null}}}'
  expect(readBatchRequest(odd).request).toMatchObject({ code: 'bad-argument' })
})

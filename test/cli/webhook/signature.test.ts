import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { parseSecrets, signature, writeSecret } from '../../../src/cli/webhook/signature.js'

const secret = () => writeSecret(randomBytes(32))
const now = () => String(Math.floor(Date.now() / 1000))
const body = '{"type":"message","data":{"text":"halo ✓"}}'

test('the library of Standard Webhooks verifies what is signed, and nothing that was changed', () => {
  const given = secret()
  const signed = { id: 'msg_1', timestamp: now(), body }
  const headers = {
    'webhook-id': signed.id,
    'webhook-timestamp': signed.timestamp,
    'webhook-signature': signature(parseSecrets(given, 'here'), signed),
  }
  const receiver = new Webhook(given)
  expect(receiver.verify(body, headers)).toEqual(JSON.parse(body))
  expect(() => receiver.verify(body.replace('halo', 'hola'), headers)).toThrow()
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow()
  expect(() => new Webhook(secret()).verify(body, headers)).toThrow()
})

test('of several secrets each verifies', () => {
  const [old, next] = [secret(), secret()]
  const signed = { id: 'msg_1', timestamp: now(), body }
  const headers = {
    'webhook-id': signed.id,
    'webhook-timestamp': signed.timestamp,
    'webhook-signature': signature(parseSecrets(` ${next}\n${old} `, 'here'), signed),
  }
  for (const one of [old, next]) expect(new Webhook(one).verify(body, headers)).toBeTruthy()
})

test.each([
  '',
  ' \n',
  'hunter2',
  'whsec_',
  'whsec_c2hvcnQ=',
  `whsec_${'*'.repeat(40)}`,
  randomBytes(32).toString('base64'),
  writeSecret(randomBytes(65)),
])('%j is no secret, and the error does not show it', (text) => {
  try {
    parseSecrets(text, 'FILE')
    expect.unreachable()
  } catch (error) {
    expect((error as Error).message).toMatch(/^FILE holds no secret/)
    if (text.trim().length > 7) expect((error as Error).message).not.toContain(text)
  }
})

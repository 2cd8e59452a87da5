import { expect, test } from 'vitest'
import { webhookUrl } from '../../../src/cli/webhook/webhook-url.js'

test.each([
  ['https://Hooks.Example/a/b?key=1#x', 'https://hooks.example/a/b?key=1', 'https://hooks.example/…'],
  ['http://127.0.0.1:80/', 'http://127.0.0.1/', 'http://127.0.0.1'],
  ['https://hooks.example/?token=1', 'https://hooks.example/?token=1', 'https://hooks.example/…'],
])('%s is posted to as %s and shown as %s', (text, href, shown) => {
  expect(webhookUrl(text)).toEqual({ href, shown })
})

test.each([
  '',
  'hooks.example/chat',
  'ftp://hooks.example/',
  'file:///etc/passwd',
  'https://',
  'http://u:s3cret@h/k3y',
])('%j is refused, and nothing of it shown that may be a secret', (text) => {
  expect(() => webhookUrl(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  expect(() => webhookUrl(text)).not.toThrow(/s3cret|k3y/)
})

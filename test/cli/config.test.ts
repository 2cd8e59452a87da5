import { expect, test } from 'vitest'
import { environment, originOf, serverSetting } from '../../src/cli/config.js'
import { UsageError } from '../../src/cli/errors.js'

test.each([
  ['localhost', 'tcp://localhost:8000'],
  ['LOCALHOST:9000', 'tcp://localhost:9000'],
  ['tcp://Chat.Example', 'tcp://chat.example:8000'],
  ['TCP://chat.example:08001/', 'tcp://chat.example:8001'],
  ['127.0.0.1:80', 'tcp://127.0.0.1:80'],
  ['[::1]:8000', 'tcp://[::1]:8000'],
  ['[0:0::1]', 'tcp://[::1]:8000'],
  ['tls://Chat.Example', 'tls://chat.example:8443'],
  ['tls://chat.example:9443', 'tls://chat.example:9443'],
  ['http://chat.example', 'http://chat.example:80'],
  ['https://CHAT.example:443/', 'https://chat.example:443'],
  ['https://chat.example/chat/', 'https://chat.example:443/chat'],
  ['http://chat.example/a/../b/c', 'http://chat.example:80/b/c'],
  ['bücher.example', 'tcp://xn--bcher-kva.example:8000'],
])('the origin of %s is %s', (server, origin) => {
  expect(originOf(server)).toBe(origin)
})

test.each([
  '',
  'tcp://',
  'ftp://localhost:8000',
  'tls://',
  'tls://localhost/path',
  'https://localhost/path?x',
  'https://localhost/a;b',
  'https://localhost/$(reboot)',
  'https://localhost//path',
  'localhost:0',
  'localhost:99999',
  'localhost:8000/path',
  'localhost?x',
  'localhost#x',
  'two words',
  'a\nb',
  '%',
  '%zz',
  'tcp://ann:s3cret@localhost',
])('%j names no server', (server) => {
  expect(() => originOf(server)).toThrow(UsageError)
})

test('a secret in an address is not repeated', () => {
  expect(() => originOf('tcp://ann:s3cret@localhost')).toThrow(/^(?!.*s3cret)/)
})

test('the flag comes before the environment, and that before the default', () => {
  const env = { PYCHAT_SERVER: 'there' }
  expect(serverSetting('here', env)).toEqual({ value: 'tcp://here:8000', from: 'flag' })
  expect(serverSetting(undefined, env)).toEqual({ value: 'tcp://there:8000', from: 'environment' })
  expect(serverSetting(undefined, { PYCHAT_SERVER: '' })).toEqual({
    value: 'tcp://localhost:8000',
    from: 'default',
  })
})

test('what the environment says of itself has the same form', () => {
  const env = { PYCHAT_SERVER: 'Here', PYCHAT_USER: 'ann', PYCHAT_TOKEN: 't', PYCHAT_PASSWORD: 'p' }
  expect(environment(env)).toEqual({ origin: 'tcp://here:8000', user: 'ann', token: 't', password: 'p' })
  expect(environment({}).origin).toBeUndefined()
})

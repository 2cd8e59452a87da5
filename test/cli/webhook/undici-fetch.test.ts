import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import nock from 'nock'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseSecrets } from '../../../src/cli/webhook/signature.js'
import { undiciFetch } from '../../../src/cli/webhook/undici-fetch.js'
import { WebhookTarget } from '../../../src/cli/webhook/webhook-target.js'
import { webhookUrl } from '../../../src/cli/webhook/webhook-url.js'
import { webhookReceiver } from '../../helpers/webhook-receiver.js'

const delivery = { id: 'msg_1', conversation: 'user bob', body: '{"data":{"text":"halo"}}' }
const never = new AbortController().signal

async function post(url: string, secret: string) {
  const { fetch, close } = await undiciFetch()
  onTestFinished(close)
  const target = new WebhookTarget({ url: webhookUrl(url), keys: parseSecrets(secret, 'here'), fetch })
  return target.post(delivery, never)
}

test('what posts is undici: nobody who replaces the global fetch sees it', async () => {
  const receiver = await webhookReceiver()
  nock.disableNetConnect()
  onTestFinished(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  await expect(fetch(receiver.url)).rejects.toThrow()
  expect(await post(receiver.url, receiver.secret)).toEqual({ type: 'delivered' })
  expect(receiver.texts()).toEqual(['halo'])
})

test('it goes through the proxy that the environment names', async () => {
  const receiver = await webhookReceiver()
  const asked: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url!)
    const onward = connect(Number(new URL(receiver.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onTestFinished(() => void onward.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  const { port } = proxy.address() as AddressInfo
  vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`)
  vi.stubEnv('no_proxy', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await post('http://hooks.invalid/hook', receiver.secret)).toEqual({ type: 'delivered' })
  expect(asked).toEqual(['hooks.invalid:80'])
})

test('what can never be reached is refused, where nobody listens now is tried again, both in words', async () => {
  const { secret } = await webhookReceiver()
  expect(await post('http://127.0.0.1:6667/', secret)).toEqual({ type: 'refused', why: 'bad port' })
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  expect(await post(`http://127.0.0.1:${port}/`, secret)).toEqual({
    type: 'failed',
    why: 'nobody listens there',
  })
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestGateway } from '../../helpers/test-gateway.js'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start()
})
afterAll(() => gateway.close())

const pair = async () => ({ ann: await gateway.user(), ben: await gateway.holder() })
const under = (key: string) => ({ 'idempotency-key': key })

test('a send that is tried again is answered as before, and sends nothing again', async () => {
  const { ann, ben } = await pair()
  const route = `POST /users/${ben.name}/messages`
  const first = await ann.client.ask(route, { message: 'halo' }, under('k1'))
  const again = await ann.client.ask(route, { message: 'halo' }, under('k1'))
  expect([again.status, again.value]).toEqual([201, first.value])
  expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true'])
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
})

test('of many that come at once one is performed', async () => {
  const { ann, ben } = await pair()
  const send = () =>
    ann.client.value(`POST /users/${ben.name}/messages`, { message: 'halo' }, under('together'))
  const ids = (await Promise.all(Array.from({ length: 20 }, send))).map(({ id }) => id)
  expect(new Set(ids).size).toBe(1)
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
})

test('another request with the same key is refused, and another account has keys of its own', async () => {
  const { ann, ben } = await pair()
  await ann.client.value('POST /groups', { title: 'one' }, under('k'))
  expect(await ann.client.refusal('POST /groups', { title: 'two' }, under('k'))).toBe('422 bad-argument')
  expect(await ann.client.refusal(`POST /users/${ben.name}/messages`, { message: 'one' }, under('k'))).toBe(
    '422 bad-argument',
  )
  expect(await ben.client.value('POST /groups', { title: 'two' }, under('k'))).toMatchObject({ name: 'two' })
})

test('a refusal is not kept: what would do now is done', async () => {
  const { ann } = await pair()
  const add = () => ann.client.ask('POST /users/later001/messages', { message: 'x' }, under('k'))
  expect((await add()).status).toBe(404)
  await gateway.visitor().value('POST /accounts', { name: 'later001', password: 'p', confirm: 'p' })
  expect((await add()).status).toBe(201)
})

test.each(['', 'a b', 'x'.repeat(256), 'é'])(
  'a key must be 1 to 255 visible ASCII characters: %j',
  async (key) => {
    const { ann } = await pair()
    expect(await ann.client.refusal('POST /groups', { title: 'x' }, under(key))).toBe('400 bad-argument')
  },
)

test('a file that is sent again under its key is one file, and meanwhile the second is told to wait', async () => {
  const { ann, ben } = await pair()
  const bytes = new Uint8Array(3_000_000)
  const send = () =>
    fetch(`${ann.client.base}/users/${ben.name}/files?path=a`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.client.bearer}`, ...under('file') },
      body: bytes,
    })
  const answers = await Promise.all([send(), send()])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  const refused = answers.find(({ status }) => status === 409)!
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ code: 'busy' })
  const again = await send()
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  expect(await again.json()).toEqual(await answers.find(({ status }) => status === 201)!.json())
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
})

test('other bytes under the key of a file are refused, also of the same size, and the first stays', async () => {
  const { ann, ben } = await pair()
  const send = async (text: string, name = 'a') => {
    const answer = await fetch(`${ann.client.base}/users/${ben.name}/files?path=${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.client.bearer}`, ...under('bytes') },
      body: text,
    })
    const { code } = (await answer.json()) as { code: string }
    return [answer.status, code]
  }
  const first = await send('one')
  expect(first).toEqual([201, expect.any(String)])
  expect(await send('two')).toEqual([422, 'bad-argument'])
  expect(await send('three')).toEqual([422, 'bad-argument'])
  expect(await send('one', 'b')).toEqual([422, 'bad-argument'])
  expect(await send('one')).toEqual(first)
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
})

test('of a file that was sent before all bytes must come again', async () => {
  const { ann, ben } = await pair()
  /** The statuses of what came back until the end. */
  const ask = async (rest: string, isAll: boolean) => {
    const socket = connect(gateway.server.httpPort!, '127.0.0.1')
    let answers = ''
    socket.on('data', (bytes) => (answers += bytes))
    socket.write(
      `POST /users/${ben.name}/files?path=a HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${ann.client.bearer}\r\nidempotency-key: half\r\ncontent-length: 5\r\n${rest}`,
    )
    if (!isAll) socket.end()
    await once(socket, 'close')
    return [...answers.matchAll(/^HTTP\/1.1 (\d+)/gm)].map(([, status]) => status)
  }
  expect(await ask('\r\nwhole', true)).toEqual(['201'])
  expect(await ask('\r\nwhol', false)).toEqual(['400'])
  expect(await ask('expect: 100-continue\r\n\r\nwhole', true)).toEqual(['100', '201'])
})

test('a token is never kept', async () => {
  const { ann } = await pair()
  const [one, two] = [
    await ann.client.value('POST /tokens', undefined, under('t')),
    await ann.client.value('POST /tokens', undefined, under('t')),
  ]
  expect(one.token).not.toBe(two.token)
})

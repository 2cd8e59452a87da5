import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestGateway } from '../../helpers/test-gateway.js'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start()
})
afterAll(() => gateway.close())

/** Somebody who wrote to somebody. */
async function written(text = 'halo') {
  const [ann, ben] = [await gateway.user(), await gateway.holder()]
  await ann.client.value(`POST /users/${ben.name}/messages`, { message: text })
  return { ann, ben, fetch: `POST /users/${ann.name}/messages/fetch` }
}

test('what a fetch handed out is unread until its hand-out is settled', async () => {
  const { ben, fetch } = await written()
  const { headers, value } = await ben.client.ask(fetch)
  expect(value).toMatchObject([{ text: 'halo' }])
  expect(await ben.client.value('GET /inbox')).toHaveLength(1)
  expect(await ben.client.value(`POST /handouts/${headers.get('handout')}/settle`)).toBeUndefined()
  expect(await ben.client.value('GET /inbox')).toEqual([])
})

test('while a hand-out is open, a further fetch of that conversation gets nothing', async () => {
  const { ben, fetch } = await written()
  await ben.client.ask(fetch)
  const { headers, value } = await ben.client.ask(fetch)
  expect(value).toEqual([])
  expect(headers.has('handout')).toBe(false)
})

test('settling twice is as good as once', async () => {
  const { ben, fetch } = await written()
  const id = (await ben.client.ask(fetch)).headers.get('handout')
  await ben.client.value(`POST /handouts/${id}/settle`)
  await ben.client.value(`POST /handouts/${id}/settle`)
  expect(await ben.client.refusal(`DELETE /handouts/${id}`)).toBe('410 bad-argument')
})

test('what is given back is unread again at once', async () => {
  const { ben, fetch } = await written()
  const id = (await ben.client.ask(fetch)).headers.get('handout')
  await ben.client.value(`DELETE /handouts/${id}`)
  await ben.client.value(`DELETE /handouts/${id}`)
  expect(await ben.client.refusal(`POST /handouts/${id}/settle`)).toBe('410 bad-argument')
  expect(await ben.client.value(fetch)).toHaveLength(1)
})

test("another account's hand-out is unknown", async () => {
  const { ann, ben, fetch } = await written()
  const id = (await ben.client.ask(fetch)).headers.get('handout')
  expect(await ann.client.refusal(`POST /handouts/${id}/settle`)).toBe('410 bad-argument')
  expect(await ann.client.refusal(`DELETE /handouts/${id}`)).toBe('410 bad-argument')
  expect(await gateway.visitor().refusal(`POST /handouts/${id}/settle`)).toBe('401 not-authorized')
})

test.each(['DELETE /session', 'POST /session/close'])(
  '%s gives back what the session was handed',
  async (end) => {
    const { ben, fetch } = await written()
    const session = await gateway.user(ben.name)
    expect(await session.client.value(fetch)).toHaveLength(1)
    expect(await ben.client.value(fetch)).toEqual([])
    await session.client.value(end)
    expect(await ben.client.value(fetch)).toHaveLength(1)
    expect(await session.client.refusal('GET /inbox')).toBe('401 bad-token')
  },
)

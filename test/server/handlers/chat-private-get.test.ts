import { expect, test } from 'vitest'
import { chatPrivateGet } from '../../../src/server/handlers/chat-private-get.js'
import { chatPrivateSend } from '../../../src/server/handlers/chat-private-send.js'
import { World } from '../../helpers/fake-context.js'

test('it hands out what was sent, and holds it until it is settled (CHAT-2, CHAT-3)', async () => {
  const world = await World.make()
  const [ani, budi] = [await world.user('ani'), await world.user('budi')]
  chatPrivateSend(ani, { name: 'budi', message: 'halo' })
  expect(chatPrivateGet(budi, { name: 'ani' })).toMatchObject([{ from: 'ani', text: 'halo' }])
  expect(budi.handout).toBeDefined()
  expect(world.store.unread(budi.session.account.id)).toBe(1)
  world.handouts.settle(budi)
  expect(world.store.unread(budi.session.account.id)).toBe(0)
  expect(chatPrivateGet(budi, { name: 'ani' })).toEqual([])
  expect(budi.handout).toBeUndefined()
})

test('another session of the account gets nothing of it for 60 seconds (CHAT-3)', async () => {
  const world = await World.make()
  const [ani, budi] = [await world.user('ani'), await world.user('budi')]
  const elsewhere = world.visitor()
  elsewhere.open(budi.session.account)
  const there = elsewhere as typeof budi
  chatPrivateSend(ani, { name: 'budi', message: 'halo' })
  chatPrivateGet(budi, { name: 'ani' })
  expect(chatPrivateGet(there, { name: 'ani' })).toEqual([])
  world.now += 59_999
  expect(chatPrivateGet(there, { name: 'ani' })).toEqual([])
  world.now += 1
  expect(chatPrivateGet(there, { name: 'ani' })).toMatchObject([{ text: 'halo' }])
})

test('an unknown name is refused, and one that never wrote has sent nothing', async () => {
  const world = await World.make()
  const [ani] = [await world.user('ani'), await world.user('budi')]
  expect(chatPrivateGet(ani, { name: 'nobody' })).toMatchObject({ code: 'unknown-user' })
  expect(chatPrivateGet(ani, { name: 'budi' })).toEqual([])
})

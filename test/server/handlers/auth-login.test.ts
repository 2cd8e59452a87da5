import { expect, test } from 'vitest'
import { authLogin } from '../../../src/server/handlers/auth-login.js'
import { World } from '../../helpers/fake-context.js'

test('the right password opens the session, a wrong one does not, and an unknown name is told to register (AUTH-3)', async () => {
  const world = await World.make()
  const ani = await world.user('ani')
  const visitor = world.visitor()
  const prepare = (name: string, password: string) => authLogin.prepare(visitor, { name, password })
  expect(await prepare('nobody', 'x')).toMatchObject({
    code: 'unknown-user',
    cause: expect.stringContaining('AUTH-REGISTER'),
  })
  expect(await prepare('ani', 'wrong')).toMatchObject({ code: 'wrong-password' })
  expect(visitor.session).toBeUndefined()
  const account = await prepare('ani', 'secret')
  expect(account).toEqual(ani.session.account)
  const args = { name: 'ani', password: 'secret' }
  expect(authLogin.run(visitor, args, ani.session.account)).toEqual({ user: 'ani', unread: 0 })
  expect(visitor.session?.account).toEqual(ani.session.account)
})

test('many attempts at once are counted as well, and the owner elsewhere gets in (AUTH-7)', async () => {
  const world = await World.make()
  await world.user('ani')
  const visitor = world.visitor()
  const attempts = Array.from({ length: 12 }, (_, i) =>
    authLogin.prepare(visitor, { name: 'ani', password: `guess${i}` }),
  )
  const codes = (await Promise.all(attempts)).map((answer) => ('code' in answer ? answer.code : 'in'))
  expect(codes.filter((code) => code === 'wrong-password').length).toBeLessThanOrEqual(20)
  for (let i = 0; i < 20; i++) await authLogin.prepare(visitor, { name: 'ani', password: `more${i}` })
  expect(await authLogin.prepare(visitor, { name: 'ani', password: 'secret' })).toMatchObject({
    code: 'too-many-attempts',
  })
  expect(
    await authLogin.prepare(world.visitor('192.0.2.7'), { name: 'ani', password: 'secret' }),
  ).toHaveProperty('id')
})

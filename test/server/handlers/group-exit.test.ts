import { expect, test } from 'vitest'
import { groupCreate } from '../../../src/server/handlers/group-create.js'
import { groupExit } from '../../../src/server/handlers/group-exit.js'
import { groupJoin } from '../../../src/server/handlers/group-join.js'
import { World } from '../../helpers/fake-context.js'

test('the longest-standing member leads once the last admin leaves, and the group goes with the last (GROUP-3)', async () => {
  const world = await World.make()
  const [ani, budi] = [await world.user('ani'), await world.user('budi')]
  const made = groupCreate(ani, { title: 'Jalan pagi' })
  if (!('name' in made)) throw new Error(made.code)
  const { code } = made
  groupJoin(budi, { code })
  world.hub.listen(budi.session, true)
  expect(groupExit(ani, { code })).toEqual({ code, name: 'Jalan pagi' })
  expect(budi.events).toEqual([
    { type: 'group', code, change: 'left', name: 'ani' },
    { type: 'group', code, change: 'admin', name: 'budi' },
  ])
  expect(groupExit(ani, { code })).toMatchObject({ code: 'not-member' })
  expect(groupExit(budi, { code })).toEqual({ code, name: 'Jalan pagi' })
  expect(groupExit(budi, { code })).toMatchObject({ code: 'unknown-group' })
  expect(world.purges).toBe(2)
})

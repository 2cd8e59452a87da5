import { expect, test } from 'vitest'
import { groupCreate } from '../../../src/server/handlers/group-create.js'
import { groupInvite } from '../../../src/server/handlers/group-invite.js'
import { World } from '../../helpers/fake-context.js'

async function make() {
  const world = await World.make()
  const [ani, budi, cici] = [await world.user('ani'), await world.user('budi'), await world.user('cici')]
  const made = groupCreate(ani, { title: 'Jalan pagi' })
  if (!('name' in made)) throw new Error(made.code)
  return { world, ani, budi, cici, code: made.code }
}

test('names that cannot be added are told one by one, and the second of a name is a member already (GROUP-2)', async () => {
  const { ani, code } = await make()
  expect(groupInvite(ani, { code, names: ['budi', 'nobody', 'ani', 'budi', 'cici'] })).toEqual({
    added: ['budi', 'cici'],
    rejected: [
      { name: 'nobody', code: 'unknown-user' },
      { name: 'ani', code: 'already-member' },
      { name: 'budi', code: 'already-member' },
    ],
  })
})

test('where nobody can be added the causes are told, and nothing has happened', async () => {
  const { ani, code } = await make()
  expect(groupInvite(ani, { code, names: ['nobody', 'ani'] })).toMatchObject({
    code: 'none-added',
    cause: 'nobody was added: nobody (unknown-user), ani (already-member)',
  })
})

test('it is refused in the order of the table', async () => {
  const { ani, budi, code } = await make()
  expect(groupInvite(budi, { code: 'none', names: ['cici'] })).toMatchObject({ code: 'unknown-group' })
  expect(groupInvite(budi, { code, names: ['cici'] })).toMatchObject({ code: 'not-member' })
  groupInvite(ani, { code, names: ['budi'] })
  expect(groupInvite(budi, { code, names: ['cici'] })).toMatchObject({ code: 'not-admin' })
})

test('members and who was invited hear of each that joined (NOTIF-2)', async () => {
  const { world, ani, budi, cici, code } = await make()
  for (const each of [ani, budi, cici]) world.hub.listen(each.session, true)
  groupInvite(ani, { code, names: ['budi'] })
  const joined = { type: 'group', code, change: 'joined', name: 'budi' }
  expect([ani.events, budi.events, cici.events]).toEqual([[joined], [joined], []])
})

import { expect, test } from 'vitest'
import ChatHistory from '../../../src/commands/chat/history.js'
import { runCommand } from '../../cli/run-command.js'
import { chatWorld, textsFrom } from '../chat-world.js'
import { runLoggedIn } from '../logged-in.js'

test('both sides are shown, newest first, page by page, and nothing is fetched', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const [ann, bob] = [await session('ann'), await session('bob')]
  await ann.chatPrivateSend({ name: 'bob', message: 'one' })
  await bob.chatPrivateSend({ name: 'ann', message: 'two' })
  await ann.chatPrivateSend({ name: 'bob', message: 'three' })
  const page = async (...more: string[]) => {
    const { stdout } = await runCommand(ChatHistory, ['bob', '--limit', '2', '--json', ...more], {
      env: as('ann'),
    })
    return JSON.parse(stdout) as { id: string; text: string }[]
  }
  const newest = await page()
  expect(newest.map(({ text }) => text)).toEqual(['three', 'two'])
  expect((await page('--before', newest[1]!.id)).map(({ text }) => text)).toEqual(['one'])
  expect(await textsFrom(ann, 'bob')).toEqual(['two'])
})

test.each([['bob', '--limit', '0'], ['bob', '--limit', '501'], ['bob', '--before', 'a b'], []])(
  '%j is refused before anything is sent',
  async (...argv) => {
    expect(await runLoggedIn(ChatHistory, argv, () => 'success []')).toMatchObject({ exit: 2, sent: [] })
  },
)

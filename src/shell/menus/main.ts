import type { Menu } from '../menu.js'
import { contact } from './contact.js'
import { group } from './group.js'

/** What one can do once one is logged in. */
export const main: Menu = {
  name: 'main',
  leave: { word: 'back', summary: 'to the authorization menu' },
  isOutermost: true,
  needsUser: true,
  actions: () => [
    { word: 'contact', summary: 'your contacts, and chats with them', run: async () => contact },
    { word: 'group', summary: 'your groups, and chats in them', run: async () => group },
    {
      word: 'list',
      aliases: ['inbox'],
      summary: 'what is unread, over all conversations',
      async run(_, shell) {
        const { value = [], text } = await shell.request((client) => client.notifGet())
        if (value.some(({ group }) => group !== undefined)) await shell.learnGroups()
        if (value.length === 0) shell.note(text === '[]' ? 'Nothing is unread.' : text)
        for (const message of value) shell.show(message, { group: true })
        shell.showEquivalent('notif get')
        return undefined
      },
    },
  ],
}

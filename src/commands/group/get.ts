import { table } from '../../cli/table.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-GET', {
  empty: 'You are in no group yet: pychat group create TITLE, or pychat group join CODE',
  aliases: ['group:list'],
  render: (groups, out) =>
    table(
      groups,
      [
        { title: 'code', value: ({ code }) => code, whole: true },
        { title: 'name', value: ({ name }) => name },
        { title: 'role', value: ({ role }) => role },
        { title: 'members', value: ({ members }) => members, align: 'right' },
        { title: 'unread', value: ({ unread }) => unread, align: 'right' },
      ],
      out,
    ),
})

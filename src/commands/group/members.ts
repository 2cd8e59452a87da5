import { table } from '../../cli/table.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-MEMBERS', {
  render: (members, out) =>
    table(
      members,
      [
        { title: 'name', value: ({ name }) => name },
        { title: 'role', value: ({ role }) => role },
        { title: 'online', value: ({ online }) => (online ? 'yes' : 'no') },
      ],
      out,
    ),
})

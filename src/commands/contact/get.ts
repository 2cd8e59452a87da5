import { table } from '../../cli/table.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('CONTACT-GET', {
  empty: 'You have no contacts yet: pychat contact add NAME',
  aliases: ['contact:list'],
  render: (contacts, out) =>
    table(
      contacts,
      [
        { title: 'name', value: ({ name }) => name },
        { title: 'online', value: ({ online }) => (online ? 'yes' : 'no') },
      ],
      out,
    ),
})

import { messageLine } from '../../cli/message-line.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('NOTIF-GET', {
  empty: 'Nothing is unread.',
  aliases: ['inbox'],
  render: async (messages, out) => {
    for (const message of messages) await out.line(messageLine(message, out, { group: true }))
  },
})

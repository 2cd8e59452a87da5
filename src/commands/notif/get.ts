import { messageFormat } from '../../cli/message-line.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('NOTIF-GET', {
  empty: 'Nothing is unread.',
  aliases: ['inbox'],
  render: async (messages, out) => {
    const format = await messageFormat(out, { group: true })
    await out.write(messages.map((message) => `${format(message)}\n`).join(''))
  },
})

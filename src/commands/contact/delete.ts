import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('CONTACT-DELETE', {
  aliases: ['contact:del'],
  render: ({ name }, out) => out.line(`Removed ${safe(name)} from your contacts.`),
})

import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('CONTACT-ADD', {
  render: ({ name }, out) => out.line(`Added ${safe(name)} to your contacts.`),
})

import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-JOIN', {
  render: ({ name }, out) => out.line(`Joined ${safe(name)}.`),
})

import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-EXIT', {
  render: ({ name }, out) => out.line(`Left ${safe(name)}.`),
})

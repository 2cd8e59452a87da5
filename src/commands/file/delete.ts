import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('FILE-DELETE', {
  render: ({ code }, out) => out.line(`Deleted ${safe(code)}.`),
})

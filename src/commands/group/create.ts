import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-CREATE', {
  render: ({ code, name }, out) =>
    out.line(`Created ${safe(name)}. Its code, with which others join: ${safe(code)}`),
})

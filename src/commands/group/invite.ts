import { safe } from '../../cli/hostile-text.js'
import { verbCommand } from '../../cli/verb-command.js'
import { isRefusalCode, refusals } from '../../protocol/refusals.js'

export default verbCommand('GROUP-INVITE', {
  render: async ({ added, rejected }, out) => {
    for (const { name, code } of rejected) {
      const cause = isRefusalCode(code) ? refusals[code].words : safe(code)
      out.note(`${safe(name)} was not added: ${cause}`)
    }
    for (const name of added) await out.line(`Added ${safe(name)}.`)
  },
  isPartial: ({ rejected }) => rejected.length > 0,
})

import { safe } from '../cli/hostile-text.js'
import { verbCommand } from '../cli/verb-command.js'

export default verbCommand('SERVER-INFO', {
  render: async ({ server, protocol, limits, extensions }, out) => {
    const facts = {
      server,
      protocol: String(protocol),
      argument: `${limits.argument} characters`,
      line: `${limits.line} bytes`,
      file: `${limits.file} bytes`,
      batch: `${limits.batch} messages`,
      extensions: extensions.join(' '),
    }
    for (const [name, value] of Object.entries(facts)) await out.line(`${name.padEnd(12)}${safe(value)}`)
  },
})

import { safe } from '../cli/hostile-text.js'
import { verbCommand } from '../cli/verb-command.js'

const WIDTH = 12
/** On fewer columns what is wrapped stands further left. */
const NARROW = 40

export default verbCommand('SERVER-INFO', {
  render: async ({ server, protocol, limits, extensions }, out) => {
    const wrap = out.isTerminal ? (await import('../cli/wrap.js')).wrap : (text: string) => [text]
    const facts = {
      server,
      protocol: String(protocol),
      argument: `${limits.argument} characters`,
      line: `${limits.line} bytes`,
      file: `${limits.file} bytes`,
      batch: `${limits.batch} messages`,
      extensions: extensions.join(' '),
    }
    const indent = out.columns < NARROW ? 2 : WIDTH
    for (const [name, value] of Object.entries(facts)) {
      const lines = wrap(safe(value), out.columns, WIDTH, indent)
      await out.line(`${name.padEnd(WIDTH)}${lines.join(`\n${' '.repeat(indent)}`)}`)
    }
  },
})

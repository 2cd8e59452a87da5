import { string } from '@oclif/core/args'
import { completing } from '../cli/completion/completes.js'
import { LocalCommand } from '../cli/local-command.js'

export default class HelpCommand extends LocalCommand<typeof HelpCommand> {
  static override summary = 'Show help for a command or a page'
  static override examples = ['<%= config.bin %> help group invite', '<%= config.bin %> help exit-codes']
  static needsConfig = true
  static override args = {
    subject: completing('command', string({ description: 'a command or a page', multiple: true })),
  }

  async run(): Promise<void> {
    const { default: Help } = await import('../cli/help.js')
    await new Help(this.config, this.config.pjson.oclif.helpOptions).showHelp([...this.operands])
  }
}

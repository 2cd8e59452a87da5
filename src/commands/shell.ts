import { boolean } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { CliError, UsageError } from '../cli/errors.js'
import { ChatError } from '../client/chat-error.js'

export default class Shell extends BaseCommand<typeof Shell> {
  static override summary = 'Chat in menus; what `pychat` alone does on a terminal'
  static override description =
    'Choose with the arrow keys or type a command; Tab completes, Ctrl-P recalls, Ctrl-C leaves. Below what was done stands the command that does the same in a script.'
  static override examples = ['<%= config.bin %>', '<%= config.bin %> shell --server tcp://chat.example:8000']
  static override flags = {
    preview: boolean({ description: 'show fetched pictures', default: true, allowNo: true }),
  }

  async run(): Promise<void> {
    if (this.wantsJson || this.isDryRun) throw new UsageError('the menus take neither --json nor --dry-run')
    if (!this.mayAsk || !this.out.isTerminal) {
      throw new CliError('input-needed', 'the menus need a terminal', {
        hint: 'pychat --help lists the commands',
      })
    }
    const secret = await this.findSecret()
    const [{ Link }, { TerminalPrompter }, { runShell }] = await Promise.all([
      import('../shell/link.js'),
      import('../shell/terminal-prompter.js'),
      import('../shell/run-shell.js'),
    ])
    const { server, user, tls, signal, out } = this
    const prompter = new TerminalPrompter(process.stdin, process.stdout)
    await runShell(
      {
        link: new Link({ origin: server.value, timeout: this.patience, signal, tls }),
        prompter,
        credentials: this.credentials,
        out,
        signal,
        where: [
          ...(server.from === 'flag' ? ['--server', server.value] : []),
          ...(this.flags.ca === undefined ? [] : ['--ca', this.flags.ca]),
          ...(this.flags.insecure ? ['--insecure'] : []),
          ...(user?.from === 'flag' ? ['--user', user.value] : []),
        ],
        previews: this.flags.preview,
      },
      secret,
    )
    if (signal.aborted) throw new ChatError('aborted', 'interrupted', { definite: true })
  }
}

import { string } from '@oclif/core/args'
import { type ShellName, shellNames, shells } from '../cli/completion/shells.js'
import { LocalCommand } from '../cli/local-command.js'

export default class Completion extends LocalCommand<typeof Completion> {
  static override summary = 'Print what makes a shell complete commands, contacts, groups and more'
  static override description = `Nothing is installed: put it where your shell reads it.

bash, in ~/.bashrc:
  source <(pychat completion bash)

zsh, in ~/.zshrc, behind compinit:
  source <(pychat completion zsh)

fish:
  pychat completion fish > ~/.config/fish/completions/pychat.fish`
  static override examples = [
    '<%= config.bin %> completion bash',
    '<%= config.bin %> completion fish | source',
  ]
  static override args = {
    shell: string({ description: 'the shell', options: shellNames, required: true }),
  }

  async run(): Promise<void> {
    const { script } = await shells[this.args.shell as ShellName]()
    return this.wantsJson ? this.out.json({ script }) : this.out.write(script)
  }
}

import { Help } from '@oclif/core/help'
import { standardOutput } from './command-io.js'
import { pages } from './help-pages.js'
import { unknownCommand } from './unknown-command.js'

/** oclif's help, and pages that belong to no command. */
export default class PychatHelp extends Help {
  #text = ''

  override async showHelp(argv: string[]): Promise<void> {
    const [subject] = argv.filter((arg) => !arg.startsWith('-') && arg !== 'help')
    const page = subject === undefined ? undefined : pages[subject]
    try {
      if (page) this.log(page.text)
      else await super.showHelp(argv)
      await standardOutput().write(this.#text)
    } catch (error) {
      // oclif asks no hook here.
      const [, missing] = /^Command (.*) not found\.$/.exec((error as Error).message) ?? []
      throw missing === undefined ? error : unknownCommand(this.config, missing)
    }
  }

  /** oclif writes at once, and never learns that it could not. */
  protected override log(...lines: string[]): void {
    this.#text += `${lines.join('\n')}\n`
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp()
    const list = Object.entries(pages).map(([name, { summary }]): [string, string] => [
      `help ${name}`,
      summary,
    ])
    this.log(this.section('HELP PAGES', this.renderList(list, { indentation: 2, spacer: '\n' })))
  }
}

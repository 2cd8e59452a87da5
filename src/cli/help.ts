import type { Interfaces } from '@oclif/core'
import { CommandHelp, Help } from '@oclif/core/help'
import { standardOutput } from './command-io.js'
import { fitLines } from './fit-lines.js'
import { pages, pageText } from './help-pages.js'
import { unknownCommand } from './unknown-command.js'
import { usageOf } from './usage.js'
import { wrap } from './wrap.js'

type RenderList = CommandHelp['renderList']

/** On fewer columns two of a list are legible no longer, and oclif makes no line shorter. */
const NARROW = 38
/** The widest that is easily read. */
const WIDEST = 80
/** How far the further lines of a usage are indented. */
const HANG = 4

const FIRST_STEPS: [string, string][] = [
  ['pychat serve', 'a server of your own, in a terminal of its own'],
  ['pychat auth register NAME', 'an account there'],
  ['pychat auth login NAME', 'once; the commands that follow know who you are'],
  ["pychat chat send NAME 'halo'", 'a message; chat get NAME fetches what came back'],
  ['pychat', 'the same in menus'],
]

const listOptions = (options: Parameters<RenderList>[1], width: number) =>
  width < NARROW ? { ...options, multiline: true } : options

class PychatCommandHelp extends CommandHelp {
  /** oclif names each flag, and they are in the lists below. */
  protected override defaultUsage(): string {
    return usageOf(this.command)
  }

  /** oclif repeats the summary, which is the first line. */
  protected override description(): string | undefined {
    const { description } = this.command
    return description && this.wrap(description)
  }

  override renderList(...[input, options]: Parameters<RenderList>): string {
    return super.renderList(input, listOptions(options, this.opts.maxWidth))
  }

  protected override usage(): string {
    const { maxWidth } = this.opts
    // oclif may cut a template in two.
    this.opts.maxWidth = Number.POSITIVE_INFINITY
    const usage = this.render(super.usage())
    this.opts.maxWidth = maxWidth
    return usage
      .split('\n')
      .map((line) => wrap(line, maxWidth - 2, 0, HANG).join(`\n${' '.repeat(HANG)}`))
      .join('\n')
  }
}

/** oclif's help, and pages that belong to no command. */
export default class PychatHelp extends Help {
  protected override CommandHelpClass = PychatCommandHelp
  #text = ''

  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    const { columns } = standardOutput()
    // oclif counts an indentation once that it makes twice.
    super(config, { ...options, maxWidth: Math.min(columns - 2, WIDEST) })
  }

  override async showHelp(argv: string[]): Promise<void> {
    const [subject] = argv.filter((arg) => !arg.startsWith('-') && arg !== 'help')
    const page = subject !== undefined && Object.hasOwn(pages, subject) ? pages[subject] : undefined
    const { columns } = standardOutput()
    try {
      if (page) this.log(pageText(page, columns))
      else await super.showHelp(argv)
      // Only now: oclif, which loads the command to be explained, listens to failed writes from then on.
      await standardOutput().write(fitLines(this.#text, columns))
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

  override renderList(...[input, options]: Parameters<RenderList>): string {
    return super.renderList(input, listOptions(options, this.opts.maxWidth))
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp()
    this.log(this.section('FIRST STEPS', this.renderList(FIRST_STEPS, { indentation: 2, spacer: '\n' })), '')
    const list = Object.entries(pages).map(([name, { summary }]): [string, string] => [
      `help ${name}`,
      summary,
    ])
    this.log(this.section('HELP PAGES', this.renderList(list, { indentation: 2, spacer: '\n' })))
  }
}

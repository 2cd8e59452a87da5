import type { Config, Interfaces } from '@oclif/core'
import { Command } from '@oclif/core/command'
import { type CommandIo, processIo } from './command-io.js'
import { CliError, UsageError } from './errors.js'
import { pick, type Selection } from './fields.js'
import { globalFlags } from './flags.js'
import { interruption } from './interruption.js'
import { isCi } from './is-ci.js'
import { type Output, toJson } from './output.js'
import { plainRow } from './plain-row.js'
import type { Prompter } from './prompter.js'
import { isSilentExit } from './report-error.js'

export type Flags<T extends typeof Command> = Interfaces.InferredFlags<T['baseFlags'] & T['flags']>
export type Args<T extends typeof Command> = Interfaces.InferredArgs<T['args']>

type SharedFlags = Interfaces.InferredFlags<typeof globalFlags> & {
  readonly fields?: Selection
  readonly plain?: boolean
}

/** What every command shares: arguments parsed before `run`, output that is flushed, errors that reach one mapper. */
export abstract class LocalCommand<T extends typeof Command> extends Command {
  static override baseFlags: Interfaces.FlagInput = globalFlags

  /** The outside world: the process's own, unless a test sets another before the command runs. */
  io!: CommandIo
  protected flags!: Flags<T>
  protected args!: Args<T>
  /** Every operand in the order given, what follows `--` included. */
  protected operands: readonly string[] = []

  /** oclif's own would load its whole configuration a second time. */
  static override async run<C extends Command>(
    this: new (
      argv: string[],
      config: Config,
    ) => C,
    argv: string[] = [],
    config?: Interfaces.LoadOptions,
  ): Promise<ReturnType<C['run']>> {
    const command = new this(argv, config as Config)
    return (command as unknown as { _run(): Promise<ReturnType<C['run']>> })._run()
  }

  /** Where data and talk go. */
  protected get out(): Output {
    return this.io.out
  }

  /** Fires when a person or the system wants the command to end; who never asks for it is just ended. */
  protected get signal(): AbortSignal {
    return interruption()
  }

  /** Asks a person; where none may be asked (rule 6), tells the question and what answers it instead: exit 7. */
  protected async ask(kind: keyof Prompter, question: string, answeredBy: string): Promise<string> {
    if (!this.mayAsk) {
      throw new CliError('input-needed', `nobody may be asked here: ${question}?`, { hint: answeredBy })
    }
    const prompter = await this.io.prompter()
    return prompter[kind](question, this.signal)
  }

  /** Whether a person is there and may be asked. */
  protected get mayAsk(): boolean {
    return this.io.isInteractive && !isCi(this.io.env) && !this.#shared['no-input']
  }

  /** Whether the result is to be JSON. */
  protected get wantsJson(): boolean {
    return this.#shared.json
  }

  /**
   * Writes the command's value as its flags say: as JSON, as rows for scripts, as a table of the chosen fields; where
   * they say nothing by `render`.
   */
  protected async writeValue(value: unknown, render: () => Promise<void>): Promise<void> {
    const { json, fields, plain } = this.#shared
    if (json) return this.out.json(fields?.isGiven ? pick(value, fields.names) : value)
    if (!fields || !this.isFormatted) return render()
    const { valueTable } = await import('./value-table.js')
    return valueTable(value, fields.fields, this.out, plain ? { plain } : {})
  }

  /** Whether a flag says how the result is to be written, so that nothing else may stand between. */
  protected get isFormatted(): boolean {
    const { json, fields, plain } = this.#shared
    return json || plain === true || fields?.isGiven === true
  }

  /** One item of many that come by and by, as a line: as the flags say, else by `render`. */
  protected lineOf(item: unknown, render: () => string): string {
    const { json, fields } = this.#shared
    if (json) return toJson(fields?.isGiven ? pick(item, fields.names) : item)
    return fields && this.isFormatted ? plainRow(item, fields.fields) : render()
  }

  get #shared(): SharedFlags {
    return this.flags as unknown as SharedFlags
  }

  protected override async init(): Promise<void> {
    this.io ??= processIo()
    const { args, flags, raw } = await this.parse(this.ctor)
    this.args = args as Args<T>
    this.flags = flags as Flags<T>
    // oclif's `argv` is sorted by value: repeated words change places.
    this.operands = raw.filter(({ type }) => type === 'arg').map(({ input }) => input)
  }

  /** Wrong usage that names nothing better to do leads to the command's help. */
  protected override async catch(error: Error): Promise<never> {
    if (!(error instanceof UsageError) || error.hint !== undefined) throw error
    const command = ['pychat', this.ctor.id?.replaceAll(':', ' ') ?? ''].join(' ').trimEnd()
    throw new UsageError(error.message, { hint: `${command} --help`, cause: error })
  }

  /** Whatever parsing throws is wrong usage. */
  protected override async parse<
    F extends Interfaces.OutputFlags<F>,
    B extends Interfaces.OutputFlags<B>,
    A extends Interfaces.OutputArgs<A>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    // oclif reads a missing argument from stdin, which belongs to whoever runs next (rule 3).
    for (const arg of Object.values(options?.args ?? {}))
      (arg as { ignoreStdin?: boolean }).ignoreStdin = true
    try {
      return await super.parse<F, B, A>(options, argv)
    } catch (error) {
      if (isSilentExit(error)) throw error
      const { parseError } = await import('./parse-error.js')
      throw parseError(error as Error, this.ctor)
    }
  }
}

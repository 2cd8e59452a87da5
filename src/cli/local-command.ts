import type { Config, Interfaces } from '@oclif/core'
import { Command } from '@oclif/core/command'
import { type CommandIo, processIo } from './command-io.js'
import { CliError } from './errors.js'
import { globalFlags } from './flags.js'
import { interruption } from './interruption.js'
import { isCi } from './is-ci.js'
import type { Output } from './output.js'
import type { Prompter } from './prompter.js'
import { isSilentExit } from './report-error.js'

export type Flags<T extends typeof Command> = Interfaces.InferredFlags<T['baseFlags'] & T['flags']>
export type Args<T extends typeof Command> = Interfaces.InferredArgs<T['args']>

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

  get #shared(): Interfaces.InferredFlags<typeof globalFlags> {
    return this.flags as unknown as Interfaces.InferredFlags<typeof globalFlags>
  }

  protected override async init(): Promise<void> {
    this.io ??= processIo()
    const { args, flags, raw } = await this.parse(this.ctor)
    this.args = args as Args<T>
    this.flags = flags as Flags<T>
    // oclif's `argv` is sorted by value: repeated words change places.
    this.operands = raw.filter(({ type }) => type === 'arg').map(({ input }) => input)
  }

  protected override async catch(error: Error): Promise<never> {
    throw error
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

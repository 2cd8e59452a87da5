import type { Interfaces } from '@oclif/core'
import { string } from '@oclif/core/args'
import { completing } from '../../cli/completion/completes.js'
import { serverSetting, setting, variables } from '../../cli/config.js'
import { UsageError } from '../../cli/errors.js'
import { LocalCommand } from '../../cli/local-command.js'
import { table } from '../../cli/table.js'
import { trustAt } from '../../cli/trust.js'
import { runFlags, toPattern } from '../../judging/flags.js'
import type { LoadedProfile } from '../../scenario/profiles/load.js'
import type { RunOptions } from '../../scenario/run.js'
import type { Scenario } from '../../scenario/scenario.js'

export default class ScenarioRun extends LocalCommand<typeof ScenarioRun> {
  static override summary = 'Judge a server by scenario files'
  static override description =
    'A folder stands for all .yaml files in it. Accounts of made-up names are registered on the server.'
  static override examples = [
    '<%= config.bin %> scenario run my-rules/ --server tcp://localhost:8000',
    '<%= config.bin %> scenario run my-rules/ --profile-file my-server.yaml --report junit=junit.xml',
    '<%= config.bin %> serve -- <%= config.bin %> scenario run rule.yaml --json',
  ]
  static override args: Interfaces.ArgInput = {
    files: completing(
      'file',
      string({ description: 'scenario files and folders', required: true, multiple: true }),
    ),
  }
  static override flags = runFlags

  /** Whether the matrix is a part of the report, each case is told as it ends, and there are no other scenarios. */
  protected readonly style = { matrix: false, each: true, isComplete: false }

  async run(): Promise<void> {
    const all = await this.load(this.operands)
    const scenarios = await this.select(all)
    if (this.flags.list) return this.list(scenarios)
    const profile = await this.profile(all, scenarios)
    await this.judge(scenarios, { ...this.place(profile), ...(profile && { profile: profile.profile }) })
  }

  /** The scenarios of these files. Throws a UsageError for what is wrong with any of the files. */
  protected async load(paths: readonly string[]): Promise<Scenario[]> {
    const [{ loadScenarios }, { formatProblem }] = await Promise.all([
      import('../../scenario/load.js'),
      import('../../scenario/source.js'),
    ])
    const { scenarios, problems } = await loadScenarios(paths)
    if (problems.length > 0) throw new UsageError(problems.map(formatProblem).join('\n'))
    return scenarios
  }

  /** Those that the flags ask for. */
  protected async select(all: readonly Scenario[]): Promise<Scenario[]> {
    const { select } = await import('../../scenario/select.js')
    const { grep, tag: tags, clause: clauses, level } = this.flags
    const chosen = select(all, { pattern: toPattern(grep), tags, clauses, levels: level })
    if (chosen.length > 0) return chosen
    throw new UsageError('no scenario is left to run', { hint: 'fewer of --grep, --tag, --clause, --level' })
  }

  /** The profile that was asked for; it must fit the chosen scenarios, and what it knows of to fail all of them. */
  protected async profile(
    all: readonly Scenario[],
    chosen: readonly Scenario[],
  ): Promise<LoadedProfile | undefined> {
    const named = this.flags['profile-file']
    if (named === undefined) {
      this.#checkProtocol(chosen, 'py-chat', 'say with --profile-file what the server speaks')
      return undefined
    }
    const { loadNamed } = await import('../../judging/named-profile.js')
    const loaded = await loadNamed(named)
    const { wrongKnown } = await import('../../scenario/known.js')
    const { isComplete } = this.style
    const wrong = wrongKnown(loaded.profile.known, all, { isComplete, source: loaded.source })
    if (wrong.length > 0) throw new UsageError(wrong.join('\n'))
    this.#checkProtocol(chosen, loaded.profile.protocol, `${named} is for ${loaded.profile.protocol}`)
    return loaded
  }

  #checkProtocol(scenarios: readonly Scenario[], protocol: string, hint: string): void {
    const other = scenarios.find((one) => one.protocol !== protocol)
    if (other) throw new UsageError(`${other.id} is for servers that speak ${other.protocol}`, { hint })
  }

  /** Where the server is, or how to start it: --server, the profile's, PYCHAT_SERVER, the usual place. */
  protected place(profile: LoadedProfile | undefined): Pick<RunOptions, 'server' | 'launch'> {
    const { server } = this.flags
    const launch = profile?.launch && { launch: profile.launch }
    if (server !== undefined || !profile) return { server: this.#address(), ...launch }
    return profile.address ? { server: profile.address, ...launch } : (launch ?? { server: this.#address() })
  }

  #address(): URL {
    return new URL(serverSetting(this.flags.server, this.io.env).value)
  }

  async #trust(server: URL | undefined) {
    const { ca, insecure } = this.flags
    const trust = { ca: setting(ca, variables.ca, this.io.env), insecure }
    return trustAt(server?.href ?? LAUNCHED, trust, (text) => this.out.note(text))
  }

  protected async list(scenarios: readonly Scenario[]): Promise<void> {
    const rows = scenarios.map(({ id, level, clause, title }) => ({ id, level, clause, title }))
    if (this.wantsJson) return this.out.json(rows)
    const columns = [
      { title: 'id', value: ({ id }: (typeof rows)[number]) => id, whole: true as const },
      { title: 'level', value: ({ level }: (typeof rows)[number]) => level },
      { title: 'clause', value: ({ clause }: (typeof rows)[number]) => clause.join(' ') },
      { title: 'title', value: ({ title }: (typeof rows)[number]) => title },
    ]
    return table(rows, columns, this.out)
  }

  /** Runs them, tells how it goes, writes what it came to, and ends with its exit code. */
  protected async judge(
    scenarios: readonly Scenario[],
    place: Pick<RunOptions, 'server' | 'launch' | 'profile'>,
  ): Promise<void> {
    const [{ runScenarios }, { formatCase }, { Progress }, { Reports }] = await Promise.all([
      import('../../scenario/run.js'),
      import('../../scenario/reports/terminal.js'),
      import('../../scenario/reports/progress.js'),
      import('../../judging/reports.js'),
    ])
    const { jobs, repeat, timeout, 'time-scale': timeScale, bail, report: wanted = [] } = this.flags
    const tls = await this.#trust(place.server)
    const reports = await Reports.open(wanted, { wantsJson: this.wantsJson, io: this.io })
    const { out } = this
    const isLive = out.talksToTerminal
    const showsEach = this.style.each && reports.areDefault && !isLive
    const progress = new Progress({
      ...{ isTerminal: isLive, width: out.talkColumns, colour: isLive && out.colour },
      write: (told) => out.talk(told),
    })
    // What cannot be written any more ends the run.
    const unwritable = new AbortController()
    let written = Promise.resolve()
    const result = await runScenarios(scenarios, {
      ...place,
      tls,
      ...(jobs !== undefined && { jobs }),
      ...(repeat !== undefined && { repeat }),
      ...(timeout !== undefined && { timeout }),
      ...(timeScale !== undefined && { timeScale }),
      bail,
      keepTranscripts: reports.needTranscripts,
      signal: AbortSignal.any([this.signal, unwritable.signal]),
      onStart: (planned) => progress.start(planned),
      onResult(one) {
        if (!showsEach) return progress.add(one)
        written = written.then(() => out.write(formatCase(one)))
        written.catch(() => unwritable.abort())
      },
    })
    progress.end()
    // The report meets the same error, once all that has a file is written.
    await written.catch(() => {})
    const exit = await reports.write(result, scenarios, this.style.matrix)
    if (exit !== 0) this.exit(exit)
  }
}

/** A server that a profile starts may speak TLS too. */
const LAUNCHED = 'tls://localhost'

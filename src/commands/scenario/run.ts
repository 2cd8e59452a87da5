import { existsSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Interfaces } from '@oclif/core'
import { string } from '@oclif/core/args'
import { boolean, custom, integer, option, string as text } from '@oclif/core/flags'
import { completing } from '../../cli/completion/completes.js'
import { serverSetting, setting, variables } from '../../cli/config.js'
import { CliError, type ErrorCode, UsageError } from '../../cli/errors.js'
import { exitCodes } from '../../cli/exit-codes.js'
import { duration, trustFlags } from '../../cli/flags.js'
import { LocalCommand } from '../../cli/local-command.js'
import { localFileError } from '../../cli/local-file-error.js'
import { table } from '../../cli/table.js'
import { fileTarget, type TransferTarget } from '../../cli/transfer-target.js'
import { trustAt } from '../../cli/trust.js'
import { levels } from '../../scenario/levels.js'
import type { LoadedProfile } from '../../scenario/profiles/load.js'
import { type ReportKind, reportKinds } from '../../scenario/reports/kinds.js'
import type { RunResult } from '../../scenario/result.js'
import type { RunOptions } from '../../scenario/run.js'
import type { Scenario } from '../../scenario/scenario.js'

/** What kind of failure a run is that did not hold. */
const failures = {
  broken: 'rule-broken',
  unreachable: 'unreachable',
  error: 'protocol',
  unknown: 'fewer',
  interrupted: 'aborted',
} as const satisfies Record<Exclude<RunResult['outcome'], 'held'>, ErrorCode>

const scale = custom<number>({
  helpValue: '<factor>',
  parse: async (input) => {
    if (/^\d{1,4}(\.\d+)?$/.test(input) && Number(input) > 0) return Number(input)
    throw new UsageError(`${input} is no factor: write 0.5 or 3`)
  },
})

/** A report that was asked for; to stdout where it names no file. */
interface Wanted {
  readonly kind: ReportKind
  readonly file: string | undefined
}

const report = custom<Wanted>({
  helpValue: '<kind>[=<file>]',
  parse: async (input) => {
    const [kind = '', ...file] = input.split('=')
    if (!isKind(kind)) throw new UsageError(`${kind} is no report: there are ${reportKinds.join(', ')}`)
    if (file.length === 0) return { kind, file: undefined }
    if (file.join('=') === '') throw new UsageError(`--report ${input} names no file`)
    return { kind, file: file.join('=') }
  },
})

/** Reports that are a document each: nothing else may be on stdout with one. */
const documents: ReadonlySet<ReportKind> = new Set(['json', 'junit', 'html'])

/** Where the reports go that have a file. */
type Targets = ReadonlyMap<Wanted, TransferTarget>

const isKind = (kind: string): kind is ReportKind => (reportKinds as readonly string[]).includes(kind)

/** Which scenarios to run, against what, and how. */
export const runFlags = {
  server: completing('server', text({ description: 'the server to judge', helpValue: '<url>' })),
  ...trustFlags,
  'profile-file': text({
    description:
      'what is special about the server, and how to start it: a file, or the name of a shipped one',
    helpValue: '<file>',
  }),
  grep: completing(
    'scenario',
    text({ description: 'only those whose id or title matches', helpValue: '<regexp>' }),
  ),
  tag: completing(
    'tag',
    text({ description: 'only those with this tag', multiple: true, helpValue: '<tag>' }),
  ),
  clause: completing(
    'clause',
    text({
      description: 'only those of this clause or chapter: CHAT-3, CHAT',
      multiple: true,
      helpValue: '<id>',
    }),
  ),
  level: option({ options: levels, description: 'only those of this level', multiple: true })(),
  jobs: integer({
    description: 'how many cases run side by side [default: 8]',
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  repeat: integer({ description: 'how often each case runs', min: 1, max: 1000, helpValue: '<n>' }),
  timeout: duration({ description: 'how long every wait may last [default: 5s]' }),
  'time-scale': scale({ description: 'stretches every wait, for slow machines' }),
  bail: boolean({ description: 'end at the first case that does not hold' }),
  report: completing(
    reportKinds,
    report({
      description: `what to write, and where: ${reportKinds.join(', ')} [default: terminal, to stdout]`,
      multiple: true,
    }),
  ),
  list: boolean({ description: 'only list what would be run' }),
}

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

  /** Makes sure that every report can be written, as far as that can be told before it is. */
  async #targets(wanted: readonly Wanted[]): Promise<Targets> {
    const shown = new Set(wanted.filter(isToStdout).map(({ kind }) => kind))
    if (this.wantsJson) shown.add('json')
    const document = [...shown].find((kind) => documents.has(kind))
    if (document && shown.size > 1) {
      throw new UsageError(`nothing else can go to stdout with ${document}`, {
        hint: '--report <kind>=<file> for one of them',
      })
    }
    const targets = new Map<Wanted, TransferTarget>()
    const files = new Set<string>()
    for (const one of wanted) {
      if (one.file === undefined) continue
      if (files.has(resolve(one.file))) throw new UsageError(`two reports cannot both go to ${one.file}`)
      files.add(resolve(one.file))
      targets.set(one, await fileTarget(one.file, { force: true }))
    }
    return targets
  }

  /** Runs them, tells how it goes, writes what it came to, and ends with its exit code. */
  protected async judge(
    scenarios: readonly Scenario[],
    place: Pick<RunOptions, 'server' | 'launch' | 'profile'>,
  ): Promise<void> {
    const [{ runScenarios }, { formatCase }, { Progress }] = await Promise.all([
      import('../../scenario/run.js'),
      import('../../scenario/reports/terminal.js'),
      import('../../scenario/reports/progress.js'),
    ])
    const { jobs, repeat, timeout, 'time-scale': timeScale, bail, report: wanted = [] } = this.flags
    const tls = await this.#trust(place.server)
    const targets = await this.#targets(wanted)
    const { out } = this
    const isLive = out.talksToTerminal
    const showsEach = this.style.each && !this.wantsJson && !wanted.some(isToStdout) && !isLive
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
      keepTranscripts: wanted.some(({ kind }) => kind === 'html'),
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
    await this.#report(result, scenarios, wanted, targets)
  }

  /** Writes all that can be written, then throws what kept the first of the others from it. */
  async #report(
    result: RunResult,
    scenarios: readonly Scenario[],
    wanted: readonly Wanted[],
    targets: Targets,
  ): Promise<void> {
    const { outcome, results, counts } = result
    const { GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE: workspace } = this.io.env
    const { makeReport } = await import('../../scenario/reports/kinds.js')
    const reported = { result, scenarios, style: this.#look, withMatrix: this.style.matrix, workspace }
    const failed: unknown[] = []
    const attempt = (write: () => Promise<void>) => write().catch((error) => failed.push(error))
    for (const [{ kind }, target] of targets) {
      await attempt(async () => target.receive(encoded(await makeReport(kind, { ...reported, style: {} }))))
    }
    if (GITHUB_STEP_SUMMARY && wanted.some(({ kind }) => kind === 'github')) {
      await attempt(async () => {
        const [summary] = await makeReport('markdown', reported)
        await appendFile(GITHUB_STEP_SUMMARY, summary!).catch((cause) => {
          throw localFileError('write', GITHUB_STEP_SUMMARY, cause)
        })
      })
    }
    // Where not one case was run a person is told why, and no more.
    if (results.length === 0 && outcome !== 'held') {
      for (const error of failed) this.out.note((error as Error).message)
      const where = result.server === '' ? '' : ` against ${result.server}`
      throw new CliError(failures[outcome], `no case was run${where}: ${result.reason ?? 'interrupted'}`)
    }
    const shown = new Set(wanted.filter(isToStdout).map(({ kind }) => kind))
    if (shown.size === 0) shown.add(this.wantsJson ? 'json' : 'terminal')
    for (const kind of shown) {
      for (const piece of await makeReport(kind, reported)) await this.out.write(piece)
    }
    if (results.length > 0 && counts.skip === results.length) {
      this.out.note('nothing was judged: every case was skipped')
    }
    if (failed.length > 0) throw failed[0]
    if (outcome !== 'held') this.exit(exitCodes[failures[outcome]])
  }

  get #look(): { width?: number; colour: boolean } {
    const { isTerminal, columns, colour } = this.out
    return { colour, ...(isTerminal && { width: columns }) }
  }
}

/** A server that a profile starts may speak TLS too. */
const LAUNCHED = 'tls://localhost'

const isToStdout = ({ file }: Wanted) => file === undefined

/** A profile by its file, or by its name where it is a shipped one. */
async function loadNamed(named: string): Promise<LoadedProfile> {
  const [{ loadProfile }, { formatProblem }, { shippedProfiles }] = await Promise.all([
    import('../../scenario/profiles/load.js'),
    import('../../scenario/source.js'),
    import('../../scenario/shipped.js'),
  ])
  const shipped = join(shippedProfiles(), `${named}.yaml`)
  const isShipped = /^[a-z-]+$/.test(named) && !existsSync(named) && existsSync(shipped)
  const loaded = await loadProfile(isShipped ? shipped : named)
  if (Array.isArray(loaded)) throw new UsageError(loaded.map(formatProblem).join('\n'))
  return loaded
}

async function* encoded(pieces: Iterable<string>) {
  for (const piece of pieces) yield Buffer.from(piece)
}

function toPattern(grep: string | undefined): RegExp | undefined {
  if (grep === undefined) return undefined
  try {
    return new RegExp(grep, 'iu')
  } catch (cause) {
    throw new UsageError(`--grep is no regular expression: ${(cause as Error).message}`, { cause })
  }
}

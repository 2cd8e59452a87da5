import type { Interfaces } from '@oclif/core'
import { string } from '@oclif/core/args'
import { boolean, custom, integer, option, string as text } from '@oclif/core/flags'
import { serverSetting } from '../../cli/config.js'
import { CliError, UsageError } from '../../cli/errors.js'
import { duration } from '../../cli/flags.js'
import { LocalCommand } from '../../cli/local-command.js'
import { table } from '../../cli/table.js'
import { levels } from '../../scenario/levels.js'
import type { RunResult } from '../../scenario/result.js'
import type { Scenario } from '../../scenario/scenario.js'

/** What a run came to, as an exit code (rule 1 of the command line). */
const exits = { held: 0, broken: 1, unreachable: 3, error: 6, interrupted: 130 } as const satisfies Record<
  RunResult['outcome'],
  number
>

const scale = custom<number>({
  helpValue: '<factor>',
  parse: async (input) => {
    if (/^\d{1,4}(\.\d+)?$/.test(input) && Number(input) > 0) return Number(input)
    throw new UsageError(`${input} is no factor: write 0.5 or 3`)
  },
})

/** Which scenarios to run, and how. */
export const runFlags = {
  server: text({ description: 'the server to judge', helpValue: '<url>' }),
  grep: text({ description: 'only those whose id or title matches', helpValue: '<regexp>' }),
  tag: text({ description: 'only those with this tag', multiple: true, helpValue: '<tag>' }),
  clause: text({
    description: 'only those of this clause or chapter: CHAT-3, CHAT',
    multiple: true,
    helpValue: '<id>',
  }),
  level: option({ options: levels, description: 'only those of this level', multiple: true })(),
  jobs: integer({
    description: 'how many cases run side by side [default: 8]',
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  timeout: duration({ description: 'how long every wait may last [default: 5s]' }),
  'time-scale': scale({ description: 'stretches every wait, for slow machines' }),
  bail: boolean({ description: 'end at the first case that does not hold' }),
  list: boolean({ description: 'only list what would be run' }),
}

export default class ScenarioRun extends LocalCommand<typeof ScenarioRun> {
  static override summary = 'Judge a server by scenario files'
  static override description =
    'A folder stands for all .yaml files in it. Accounts of made-up names are registered on the server.'
  static override examples = [
    '<%= config.bin %> scenario run my-rules/ --server tcp://localhost:8000',
    '<%= config.bin %> serve -- <%= config.bin %> scenario run rule.yaml --json',
  ]
  static override args: Interfaces.ArgInput = {
    files: string({ description: 'scenario files and folders', required: true, multiple: true }),
  }
  static override flags = runFlags

  async run(): Promise<void> {
    const scenarios = await this.select(this.operands)
    if (this.flags.list) return this.list(scenarios)
    const { server } = this.flags
    const result = await this.judge(scenarios, new URL(serverSetting(server, this.io.env).value), {
      showEach: true,
    })
    await this.report(result)
  }

  /** The scenarios of these files that the flags ask for. Throws a UsageError for what is wrong with any of the files. */
  protected async select(paths: readonly string[]): Promise<Scenario[]> {
    const [{ loadScenarios }, { formatProblem }] = await Promise.all([
      import('../../scenario/load.js'),
      import('../../scenario/source.js'),
    ])
    const { scenarios, problems } = await loadScenarios(paths)
    if (problems.length > 0) throw new UsageError(problems.map(formatProblem).join('\n'))
    const { grep = '', tag = [], clause = [], level = [] } = this.flags
    const pattern = toPattern(grep)
    const chosen = scenarios.filter(
      (one) =>
        pattern.test(`${one.id} ${one.title}`) &&
        tag.every((wanted) => one.tags.includes(wanted)) &&
        (clause.length === 0 || clause.some((wanted) => one.clause.some((id) => isOf(id, wanted)))) &&
        (level.length === 0 || level.includes(one.level)),
    )
    if (chosen.length === 0)
      throw new UsageError('no scenario is left to run', {
        hint: 'fewer of --grep, --tag, --clause, --level',
      })
    return chosen
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

  /** Runs them; each case is shown as it ends where `showEach` asks for it. */
  protected async judge(
    scenarios: readonly Scenario[],
    server: URL,
    { showEach }: { showEach: boolean },
  ): Promise<RunResult> {
    const [{ runScenarios }, { formatCase }] = await Promise.all([
      import('../../scenario/run.js'),
      import('../../scenario/report.js'),
    ])
    const { jobs, timeout, 'time-scale': timeScale, bail } = this.flags
    const bailed = new AbortController()
    // What cannot be written any more ends the run.
    let written = Promise.resolve()
    const result = await runScenarios(scenarios, {
      server,
      ...(jobs !== undefined && { jobs }),
      ...(timeout !== undefined && { timeout }),
      ...(timeScale !== undefined && { timeScale }),
      signal: AbortSignal.any([this.signal, bailed.signal]),
      onResult: (one) => {
        if (showEach && !this.wantsJson) {
          written = written.then(() => this.out.write(formatCase(one, this.style)))
          written.catch(() => bailed.abort())
        }
        if (bail && (one.outcome === 'fail' || one.outcome === 'error')) bailed.abort()
      },
    })
    await written
    const { fail, error } = result.counts
    return result.outcome === 'interrupted' && !this.signal.aborted
      ? {
          ...result,
          outcome: fail > 0 ? 'broken' : error > 0 ? 'error' : 'interrupted',
          reason: 'ended at the first that did not hold',
        }
      : result
  }

  /** Writes what it came to, and ends with its exit code. `more` goes in front, or into the JSON. */
  protected async report(result: RunResult, more: { text?: string; facts?: object } = {}): Promise<void> {
    // Where not one case was run there is nothing to report but why.
    if (result.results.length === 0 && (result.outcome === 'unreachable' || result.outcome === 'error')) {
      const code = result.outcome === 'error' ? 'protocol' : 'unreachable'
      throw new CliError(code, `no case was run against ${result.server}: ${result.reason}`)
    }
    if (this.wantsJson) await this.out.json({ ...result, ...more.facts })
    else {
      const { formatReport } = await import('../../scenario/report.js')
      await this.out.write(`${more.text ?? ''}\n${formatReport(result, this.style)}`)
    }
    const code = exits[result.outcome]
    if (code !== 0) this.exit(code)
  }

  protected get style(): { width?: number; colour: boolean } {
    const { isTerminal, columns, colour } = this.out
    return { colour, ...(isTerminal && { width: columns }) }
  }
}

function toPattern(grep: string): RegExp {
  try {
    return new RegExp(grep, 'iu')
  } catch (cause) {
    throw new UsageError(`--grep is no regular expression: ${(cause as Error).message}`, { cause })
  }
}

const isOf = (id: string, wanted: string) => id === wanted || id.startsWith(`${wanted}-`)

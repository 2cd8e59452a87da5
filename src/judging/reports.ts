import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CommandIo } from '../cli/command-io.js'
import { CliError, type ErrorCode, UsageError } from '../cli/errors.js'
import { exitCodes } from '../cli/exit-codes.js'
import { localFileError } from '../cli/local-file-error.js'
import { fileTarget, type TransferTarget } from '../cli/transfer-target.js'
import { makeReport, type ReportKind, reportKinds } from '../scenario/reports/kinds.js'
import type { RunResult } from '../scenario/result.js'
import type { Scenario } from '../scenario/scenario.js'

/** A report that was asked for; to stdout where it names no file. */
export interface Wanted {
  readonly kind: ReportKind
  readonly file: string | undefined
}

/** What kind of failure a run is that did not hold. */
const failures = {
  broken: 'rule-broken',
  unreachable: 'unreachable',
  error: 'protocol',
  unknown: 'fewer',
  interrupted: 'aborted',
} as const satisfies Record<Exclude<RunResult['outcome'], 'held'>, ErrorCode>

/** Reports that are a document each: nothing else may be on stdout with one. */
const documents: ReadonlySet<ReportKind> = new Set(['json', 'junit', 'html'])

const isKind = (kind: string): kind is ReportKind => (reportKinds as readonly string[]).includes(kind)

/** Reads `kind` or `kind=file`. */
export function parseWanted(input: string): Wanted {
  const [kind = '', ...file] = input.split('=')
  if (!isKind(kind)) throw new UsageError(`${kind} is no report: there are ${reportKinds.join(', ')}`)
  if (file.length === 0) return { kind, file: undefined }
  if (file.join('=') === '') throw new UsageError(`--report ${input} names no file`)
  return { kind, file: file.join('=') }
}

/** The reports of one run: their files are opened before it, so that none is lost to a wrong path after it. */
export class Reports {
  readonly #files: ReadonlyMap<Wanted, TransferTarget>
  /** What goes to stdout, in the order in which it was asked for. */
  readonly #shown: readonly ReportKind[]
  readonly #wanted: readonly Wanted[]
  readonly #io: Pick<CommandIo, 'out' | 'env'>

  private constructor(
    wanted: readonly Wanted[],
    shown: readonly ReportKind[],
    files: ReadonlyMap<Wanted, TransferTarget>,
    io: Pick<CommandIo, 'out' | 'env'>,
  ) {
    this.#wanted = wanted
    this.#shown = shown
    this.#files = files
    this.#io = io
  }

  /** Makes sure that every report can be written, as far as that can be told before it is; else throws. */
  static async open(
    wanted: readonly Wanted[],
    { wantsJson, io }: { wantsJson: boolean; io: Pick<CommandIo, 'out' | 'env'> },
  ): Promise<Reports> {
    const shown = new Set(wanted.filter(({ file }) => file === undefined).map(({ kind }) => kind))
    if (wantsJson) shown.add('json')
    const document = [...shown].find((kind) => documents.has(kind))
    if (document && shown.size > 1) {
      throw new UsageError(`nothing else can go to stdout with ${document}`, {
        hint: '--report <kind>=<file> for one of them',
      })
    }
    const files = new Map<Wanted, TransferTarget>()
    const paths = new Set<string>()
    for (const one of wanted) {
      if (one.file === undefined) continue
      if (paths.has(resolve(one.file))) throw new UsageError(`two reports cannot both go to ${one.file}`)
      paths.add(resolve(one.file))
      files.set(one, await fileTarget(one.file, { force: true }))
    }
    return new Reports(wanted, shown.size > 0 ? [...shown] : ['terminal'], files, io)
  }

  /** Whether nothing was asked of stdout: it gets what people read. */
  get areDefault(): boolean {
    return !this.#shown.includes('json') && !this.#wanted.some(({ file }) => file === undefined)
  }

  /** Whether one of them shows the whole exchange of the cases that held, too. */
  get needTranscripts(): boolean {
    return this.#wanted.some(({ kind }) => kind === 'html')
  }

  /** Writes all that can be written, then throws what kept the first of the others from it. Returns the exit code. */
  async write(result: RunResult, scenarios: readonly Scenario[], withMatrix: boolean): Promise<number> {
    const { outcome, results, counts } = result
    const { out, env } = this.#io
    const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_WORKSPACE: workspace } = env
    const reported = { result, scenarios, style: this.#look, withMatrix, workspace }
    const failed: unknown[] = []
    const attempt = (write: () => Promise<void>) => write().catch((error) => failed.push(error))
    for (const [{ kind }, target] of this.#files) {
      await attempt(async () => target.receive(encoded(await makeReport(kind, { ...reported, style: {} }))))
    }
    if (summaryFile && this.#wanted.some(({ kind }) => kind === 'github')) {
      await attempt(async () => {
        const [summary] = await makeReport('markdown', reported)
        await appendFile(summaryFile, summary!).catch((cause) => {
          throw localFileError('write', summaryFile, cause)
        })
      })
    }
    // Where not one case was run a person is told why, and no more.
    if (results.length === 0 && outcome !== 'held') {
      for (const error of failed) out.note((error as Error).message)
      const where = result.server === '' ? '' : ` against ${result.server}`
      throw new CliError(failures[outcome], `no case was run${where}: ${result.reason ?? 'interrupted'}`)
    }
    for (const kind of this.#shown) {
      for (const piece of await makeReport(kind, reported)) await out.write(piece)
    }
    if (results.length > 0 && counts.skip === results.length) {
      out.note('nothing was judged: every case was skipped')
    }
    if (failed.length > 0) throw failed[0]
    return outcome === 'held' ? 0 : exitCodes[failures[outcome]]
  }

  get #look(): { width?: number; colour: boolean } {
    const { isTerminal, columns, colour } = this.#io.out
    return { colour, ...(isTerminal && { width: columns }) }
  }
}

async function* encoded(pieces: Iterable<string>) {
  for (const piece of pieces) yield Buffer.from(piece)
}

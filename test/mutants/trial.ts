import { launcher } from '../../src/scenario/launch.js'
import { startSchema } from '../../src/scenario/profiles/start-schema.js'
import type { CaseResult } from '../../src/scenario/result.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Launch, RunningServer } from '../../src/scenario/running-server.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { bundleServer } from './bundle.js'
import type { Mutant } from './mutant.js'
import { root } from './patch.js'

/** What the suite made of a mutant. */
export interface Verdict {
  readonly mutant: Mutant
  /** Scenarios that failed and cite the clause which the mutant breaks: it is caught where there is one. */
  readonly caughtBy: readonly string[]
  /** Where there is none, the other scenarios that failed. */
  readonly otherwise: readonly string[]
  /** Why not all of them could be judged. */
  readonly trouble?: string
}

export interface TrialOptions {
  readonly signal?: AbortSignal
  /** How long a server may take to answer, in milliseconds; 2,000 unless given. */
  readonly timeout?: number
}

/** How long judging may take, in milliseconds. */
const BOUND = 30_000
/** So many scenarios that failed are enough. */
const ENOUGH = 3

/**
 * Runs the scenarios that cite the mutant's clause against it, and all others only where none of these fails. An `error`
 * catches nothing, since it says nothing about a rule.
 */
export async function tryMutant(
  mutant: Mutant,
  scenarios: readonly Scenario[],
  options: TrialOptions = {},
): Promise<Verdict> {
  const bundle = await bundleServer(mutant)
  let trouble: string | undefined
  const failing = async (some: readonly Scenario[]) => {
    const failed = new Set<string>()
    trouble = await judge(bundle.path, some, options, (result, enough) => {
      if (isBroken(result)) failed.add(result.id.split('[', 1)[0]!)
      if (failed.size >= ENOUGH) enough()
    })
    return [...failed]
  }
  const cites = ({ clause }: Scenario) => clause.includes(mutant.clause)
  try {
    const caughtBy = await failing(scenarios.filter(cites))
    const otherwise = caughtBy.length > 0 ? [] : await failing(scenarios.filter((one) => !cites(one)))
    return { mutant, caughtBy, otherwise, ...(trouble !== undefined && { trouble }) }
  } finally {
    await bundle.remove()
  }
}

/** Runs scenarios in the same way against the server as it is; answers those that did not hold, with the reasons. */
export async function tryOriginal(
  scenarios: readonly Scenario[],
  options: TrialOptions = {},
): Promise<string[]> {
  const unheld: string[] = []
  const bundle = await bundleServer()
  try {
    const trouble = await judge(bundle.path, scenarios, options, ({ id, outcome, reason }) => {
      if (!['pass', 'skip'].includes(outcome)) unheld.push(`${id}: ${outcome}, ${reason}`)
    })
    return trouble === undefined ? unheld : [...unheld, trouble]
  } finally {
    await bundle.remove()
  }
}

/**
 * Judges a bundled server, in a process of its own, since a fault may well end it. The cases that ask for a server to
 * themselves get another. Answers why not all cases were judged, where they were not and nobody wanted it so.
 */
async function judge(
  path: string,
  scenarios: readonly Scenario[],
  { signal = new AbortController().signal, timeout = 2000 }: TrialOptions,
  tell: (result: CaseResult, enough: () => void) => void,
): Promise<string | undefined> {
  const enough = new AbortController()
  const bound = AbortSignal.timeout(BOUND)
  const end = AbortSignal.any([signal, enough.signal, bound])
  let server: RunningServer | undefined
  try {
    server = await launching(path)(end)
    const { reason } = await runScenarios(scenarios, {
      ...{ server: server.url, launch: launching(path, DATA), timeout, signal: end },
      onResult: (result) => tell(result, () => enough.abort()),
    })
    return bound.aborted ? `given up after ${BOUND / 1000} s` : reason
  } catch (error) {
    // The scenarios' runner throws nothing; the server did not start.
    return (error as Error).message
  } finally {
    await server?.dispose()
  }
}

/** Where a server keeps what is to survive it. Without one all is in memory, which is faster. */
const DATA = `\${folder}`

function launching(path: string, ...data: readonly string[]): Launch {
  const command = [process.execPath, path, `\${port}`, ...data]
  return launcher(startSchema.parse({ command, env: { TMPDIR: DATA }, ready: { line: '/listening/' } }), root)
}

/** A rule was broken by the seeded fault; `internal` tells that the mutant itself is broken. */
const isBroken = ({ outcome, failure }: CaseResult) =>
  outcome === 'fail' && !failure?.got?.startsWith('failed internal')

import { launcher } from '../../src/scenario/launch.js'
import { startSchema } from '../../src/scenario/profiles/start-schema.js'
import type { CaseResult } from '../../src/scenario/result.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Launch } from '../../src/scenario/running-server.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { type Bundle, bundleServer } from './bundle.js'
import type { Mutant } from './mutant.js'
import { root } from './patch.js'

/** What the suite made of a mutant. */
export interface Verdict {
  readonly mutant: Mutant
  /** Scenarios that failed and cite the clause which the mutant breaks: it is caught where there is one. */
  readonly caughtBy: readonly string[]
  /** Where there is none, the other scenarios that failed. */
  readonly otherwise: readonly string[]
}

export interface TrialOptions {
  readonly signal?: AbortSignal
  /** How long a server may take to answer, in milliseconds; 1,000 unless given. */
  readonly timeout?: number
}

/** How long a trial may take altogether, in milliseconds. */
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
  const failing = async (some: readonly Scenario[]) => {
    const failed = new Set<string>()
    await judge(bundle, some, options, (result, enough) => {
      if (isBroken(result)) failed.add(result.id.split('[', 1)[0]!)
      if (failed.size >= ENOUGH) enough()
    })
    return [...failed]
  }
  const cites = ({ clause }: Scenario) => clause.includes(mutant.clause)
  try {
    const caughtBy = await failing(scenarios.filter(cites))
    const otherwise = caughtBy.length > 0 ? [] : await failing(scenarios.filter((one) => !cites(one)))
    return { mutant, caughtBy, otherwise }
  } finally {
    await bundle.remove()
  }
}

/** Runs scenarios in the same way against the server as it is; answers those that did not hold. */
export async function tryOriginal(
  scenarios: readonly Scenario[],
  options: TrialOptions = {},
): Promise<CaseResult[]> {
  const unheld: CaseResult[] = []
  const bundle = await bundleServer()
  try {
    await judge(bundle, scenarios, options, (result) => {
      if (!['pass', 'skip'].includes(result.outcome)) unheld.push(result)
    })
    return unheld
  } finally {
    await bundle.remove()
  }
}

/** Judges a server in a process of its own, since a fault may well end it, and gives the cases that ask for one another. */
async function judge(
  { path }: Bundle,
  scenarios: readonly Scenario[],
  { signal, timeout = 1000 }: TrialOptions,
  tell: (result: CaseResult, enough: () => void) => void,
): Promise<void> {
  const done = new AbortController()
  const signals = [done.signal, AbortSignal.timeout(BOUND), ...(signal ? [signal] : [])]
  const end = AbortSignal.any(signals)
  const server = await launching(path)(end)
  try {
    await runScenarios(scenarios, {
      ...{ server: server.url, launch: launching(path, DATA), timeout, signal: end },
      onResult: (result) => tell(result, () => done.abort()),
    })
  } finally {
    await server.dispose()
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

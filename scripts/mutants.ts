/**
 * Proves that the conformance suite bites: runs it against each mutant of the reference server, and prints which
 * scenarios caught it. Exit 0: each was caught by a scenario that cites the clause which it breaks. 1: one was not, or
 * the server as it is did not hold. 2: the flags are wrong, or a mutant does not fit the sources any more.
 */
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { loadScenarios } from '../src/scenario/load.js'
import { shippedScenarios } from '../src/scenario/shipped.js'
import { catalogue } from '../test/mutants/catalogue.js'
import type { Mutant } from '../test/mutants/mutant.js'
import { patched } from '../test/mutants/patch.js'
import { tryMutant, tryOriginal, type Verdict } from '../test/mutants/trial.js'

const usage = 'npm run mutants -- [--only NAME|REGEXP]... [--jobs N] [--list] [--json]'

process.exitCode = await main()

async function main(): Promise<number> {
  const { mutants, jobs, list, json } = await options()
  if (list) {
    for (const { name, clause, fault } of mutants)
      console.log(`${name.padEnd(40)}${clause.padEnd(9)}${fault}`)
    return 0
  }
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  const { signal } = interrupt
  const started = performance.now()
  const { scenarios, problems } = await loadScenarios([shippedScenarios()])
  const unheld = problems.length > 0 ? [] : await tryOriginal(scenarios, { signal })
  for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`)
  for (const one of unheld) console.error(`the server as it is does not hold: ${one}`)
  if (signal.aborted) return 130
  if (problems.length + unheld.length > 0) return 1

  const limit = pLimit(jobs)
  let done = 0
  const trials = mutants.map((mutant) =>
    limit(async () => {
      if (signal.aborted) return undefined
      const verdict = await tryMutant(mutant, scenarios, { signal })
      note(`${++done} of ${mutants.length}`)
      return verdict
    }),
  )
  const columns = columnsFor(mutants)
  if (!json) console.log(row(columns, Object.keys(columns)))
  const verdicts: Verdict[] = []
  for (const trial of trials) {
    const verdict = await trial
    if (verdict === undefined || signal.aborted) return 130
    verdicts.push(verdict)
    note('')
    if (!json) console.log(row(columns, cells(verdict)))
  }
  const caught = verdicts.filter(({ caughtBy }) => caughtBy.length > 0)
  const seconds = Math.round((performance.now() - started) / 1000)
  if (json) console.log(JSON.stringify(verdicts.map(facts), undefined, 2))
  else console.log(`\n${caught.length} of ${verdicts.length} mutants caught by their clause, in ${seconds} s`)
  return caught.length < verdicts.length ? 1 : 0
}

async function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [''] },
        jobs: { type: 'string', default: '3' },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const jobs = Number(values.jobs)
    if (!Number.isSafeInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs} is no number from 1`)
    const chosen = values.only.map((one) => new RegExp(one))
    const mutants = catalogue.filter(({ name }) => chosen.some((one) => one.test(name)))
    if (mutants.length === 0) throw new Error(`no mutant is called ${values.only.join(' or ')}`)
    await Promise.all(mutants.map(patched))
    return { ...values, mutants, jobs }
  } catch (error) {
    console.error(`${(error as Error).message}\n\nUsage: ${usage}`)
    process.exit(2)
  }
}

/** The columns of the table with their widths; the last has none. */
function columnsFor(mutants: readonly Mutant[]): Record<string, number> {
  const widest = (of: (mutant: Mutant) => string) => Math.max(...mutants.map((mutant) => of(mutant).length))
  return {
    MUTANT: widest(({ name }) => name),
    'WHAT IS WRONG': widest(({ fault }) => fault),
    CLAUSE: 8,
    CITED: 5,
    'CAUGHT BY': 0,
  }
}

function row(columns: Record<string, number>, texts: readonly string[]): string {
  const widths = Object.values(columns)
  return texts
    .map((text, i) => text.padEnd(widths[i]!))
    .join('  ')
    .trimEnd()
}

/** The mutant, what is wrong, its clause, whether it is cited by what caught it, and what did. */
function cells({ mutant: { name, fault, clause }, caughtBy, otherwise, trouble }: Verdict): string[] {
  const isCited = caughtBy.length > 0
  const by = isCited ? caughtBy : otherwise
  const why = isCited || trouble === undefined ? '' : ` (${trouble})`
  return [name, fault, clause, isCited ? 'yes' : 'NO', `${by.join(', ') || 'nothing'}${why}`]
}

function facts({ mutant: { name, clause, fault }, ...rest }: Verdict) {
  return { name, clause, fault, ...rest }
}

/** What is being done, on a line of stderr that is written over; only for a person who watches. */
function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

import Builder from 'fast-xml-builder'
import type { CaseResult, RunResult } from '../result.js'
import { visible } from '../visible.js'
import { failureLines } from './failure-lines.js'
import { serverOf, why } from './words.js'

/** An element as the builder takes it: names that start with `@` are attributes. */
interface Element {
  readonly [name: string]: string | number | undefined | Element | readonly Element[]
}

const builder = new Builder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
})

/**
 * A run as JUnit XML, within what Jenkins' schema allows, which others read too: a suite for each scenario, with its file,
 * clauses and level as properties, and in it a test case for each case and round. A known failure counts as skipped, as
 * does what was not judged; a rule that held unexpectedly as a failure; a run that judged nothing is an error.
 */
export function formatJunit(result: RunResult): string {
  const scenarios = grouped(result.results, ({ id, file }) => `${scenarioOf(id)} ${file}`)
  const suites = [...scenarios.values()].map((own) => scenarioSuite(own, result))
  // The schema has no `skipped` on the root.
  const { '@skipped': _, ...sums } = totals(result.results)
  const testsuites =
    suites.length > 0
      ? { '@name': 'pychat', ...sums, testsuite: suites }
      : { '@name': 'pychat', testsuite: nothingJudged(result) }
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites })
}

function nothingJudged({ outcome, reason = 'the run ended before its first case', at }: RunResult): Element {
  const error = { '@message': visible(reason), '@type': outcome }
  return {
    ...{ '@name': 'pychat', '@tests': 1, '@failures': 0, '@errors': 1, '@timestamp': at },
    testcase: { '@name': 'is there a server to judge', '@classname': 'pychat', error },
  }
}

function scenarioSuite(cases: readonly CaseResult[], result: RunResult): Element {
  const { id, title, file, clause, level, tags } = cases[0]!
  const told = {
    ...{ title, file, clause: clause.join(' '), level },
    ...(tags.length > 0 && { tags: tags.join(' ') }),
    ...{ server: serverOf(result), profile: result.profile },
  }
  return {
    ...{ '@name': visible(scenarioOf(id)), ...totals(cases), '@timestamp': result.at },
    properties: properties(told),
    testcase: cases.map(testCase),
  }
}

function testCase(result: CaseResult): Element {
  const { id, round, duration, outcome } = result
  const scenario = scenarioOf(id)
  const dot = scenario.lastIndexOf('.')
  const name = `${id.slice(dot + 1)}${round === undefined ? '' : ` #${round}`}`
  const reason = why(result) ?? outcome
  // Readers find the place by the space before it.
  const text = failureLines(result, {}).map((line) => `\n${`  ${line}`.trimEnd()}`)
  const details = { '@message': reason, '@type': outcome, '#text': `${text.join('')}\n` }
  return {
    '@name': visible(name),
    '@classname': visible(dot < 0 ? scenario : scenario.slice(0, dot)),
    '@time': seconds(duration),
    ...(isFailure(result) && { failure: details }),
    ...(isError(result) && { error: details }),
    ...(isSkipped(result) && { skipped: `${outcome}: ${reason}` }),
  }
}

const isFailure = ({ outcome }: CaseResult) => outcome === 'fail' || outcome === 'xpass'
const isError = ({ outcome }: CaseResult) => outcome === 'error'
const isSkipped = ({ outcome }: CaseResult) =>
  outcome === 'skip' || outcome === 'xfail' || outcome === 'unknown'

const totals = (cases: readonly CaseResult[]) => ({
  '@tests': cases.length,
  '@failures': cases.filter(isFailure).length,
  '@errors': cases.filter(isError).length,
  '@skipped': cases.filter(isSkipped).length,
  '@time': seconds(cases.reduce((sum, { duration }) => sum + duration, 0)),
})

const properties = (values: Readonly<Record<string, string>>): Element => ({
  property: Object.entries(values).map(([name, value]) => ({ '@name': name, '@value': visible(value) })),
})

/** The scenario's id, without the row that an id may name in brackets. */
const scenarioOf = (id: string) => id.split('[', 1)[0]!

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3)

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

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
 * A run as JUnit XML, within what the schema of Jenkins' xunit plugin (junit-10.xsd) allows. A suite for each topic, that is
 * the first word of the ids; in it one for each scenario, with its file, clauses and level; in that a test case for each case
 * and round. A known failure counts as skipped, as does what was not judged; a rule that held unexpectedly as a failure.
 */
export function formatJunit(result: RunResult): string {
  const topics = grouped(result.results, ({ id }) => id.split('.', 1)[0]!)
  const suites = [...topics].map(([topic, cases]) => topicSuite(topic, cases, result))
  const root = { '@name': 'pychat', ...totals(result.results), testsuite: suites }
  // The schema has no `skipped` on the root.
  const { '@skipped': _, ...testsuites } = root
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites })
}

function topicSuite(topic: string, cases: readonly CaseResult[], result: RunResult): Element {
  const scenarios = grouped(cases, ({ id, file }) => `${scenarioOf(id)} ${file}`)
  return {
    '@name': visible(topic),
    ...totals(cases),
    '@timestamp': result.at,
    properties: properties({ server: serverOf(result), profile: visible(result.profile) }),
    testsuite: [...scenarios.values()].map((own) => scenarioSuite(own, result)),
  }
}

function scenarioSuite(cases: readonly CaseResult[], result: RunResult): Element {
  const { id, title, file, clause, level, tags } = cases[0]!
  const told = { title, clause: clause.join(' '), level, ...(tags.length > 0 && { tags: tags.join(' ') }) }
  return {
    '@name': visible(scenarioOf(id)),
    ...totals(cases),
    '@timestamp': result.at,
    '@file': visible(file),
    properties: properties(told),
    testcase: cases.map(testCase),
  }
}

function testCase(result: CaseResult): Element {
  const { id, round, duration, outcome } = result
  const scenario = scenarioOf(id)
  const dot = scenario.lastIndexOf('.')
  const name = `${id.slice(dot + 1)}${round === undefined ? '' : ` #${round}`}`
  const message = { '@message': why(result) ?? outcome }
  // Readers find the place by the space before it.
  const text = failureLines(result, {}).map((line) => `\n${`  ${line}`.trimEnd()}`)
  const details = { ...message, '@type': outcome, '#text': `${text.join('')}\n` }
  return {
    '@name': visible(name),
    '@classname': visible(dot < 0 ? scenario : scenario.slice(0, dot)),
    '@time': seconds(duration),
    ...(isFailure(result) && { failure: details }),
    ...(isError(result) && { error: details }),
    ...(isSkipped(result) && { skipped: { ...message, '@type': outcome } }),
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

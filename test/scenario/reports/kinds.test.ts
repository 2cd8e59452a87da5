import { expect, test } from 'vitest'
import { makeReport, reportKinds } from '../../../src/scenario/reports/kinds.js'
import type { Entry } from '../../../src/scenario/transcript.js'
import { each, failed, runOf } from './sample-run.js'

const HUGE = 'success {"text":"x"} '.repeat(200_000)

test.each(reportKinds)('the report %s survives texts of any length', async (kind) => {
  const huge = Array.from({ length: 10 }, (_, i) => ({
    ...failed,
    ...{ id: `huge.n${i}`, reason: HUGE, failure: { ...failed.failure!, wanted: HUGE, got: `${HUGE}!` } },
  }))
  const started = performance.now()
  const pieces = [...(await makeReport(kind, { result: runOf(...huge), scenarios: [] }))]
  expect(pieces.join('')).toContain('huge.n0')
  expect(performance.now() - started).toBeLessThan(10_000)
  if (kind === 'json') expect(pieces.length).toBeGreaterThan(huge.length)
  else expect(pieces.join('').length).toBeLessThan(1_000_000)
})

test.each(['terminal', 'junit', 'html'] as const)(
  '%s leaves out timelines that no text has room for',
  async (kind) => {
    const entry: Entry = { at: 0, actor: 'ann', kind: 'received', text: 'x'.repeat(2000) }
    const flood = Array.from({ length: 401 }, () => entry)
    const cases = Array.from({ length: 60 }, (_, i) => ({ ...failed, id: `flood.n${i}`, transcript: flood }))
    const [text] = await makeReport(kind, { result: runOf(...cases), scenarios: [] })
    expect(text!.length).toBeLessThan(60_000_000)
    expect(text).toContain('flood.n59')
  },
)

test('the pieces of JSON are the result and its matrix', async () => {
  for (const result of [runOf(...each), runOf()]) {
    const pieces = await makeReport('json', { result, scenarios: [] })
    const { matrix, ...told } = JSON.parse([...pieces].join(''))
    expect(told).toEqual(JSON.parse(JSON.stringify(result)))
    expect(matrix).toBeInstanceOf(Array)
  }
})

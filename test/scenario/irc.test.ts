import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadScenarios, parseScenario } from '../../src/scenario/load.js'
import { loadProfile } from '../../src/scenario/profiles/load.js'
import type { RunResult } from '../../src/scenario/result.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { formatProblem } from '../../src/scenario/source.js'

const path = (name: string) => fileURLToPath(new URL(`../../scenarios/${name}`, import.meta.url))

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
const isInstalled = folders.some((folder) => existsSync(join(folder, 'ngircd')))
const skipped = 'ngircd is not installed: apt-get install ngircd'

/** Runs scenarios against an ngircd that is started for them. */
async function judge(scenarios: readonly Scenario[], repeat: number): Promise<RunResult> {
  const loaded = await loadProfile(path('profiles/irc.yaml'))
  if (Array.isArray(loaded)) throw new Error(loaded.map(formatProblem).join('\n'))
  return runScenarios(scenarios, { profile: loaded.profile, launch: loaded.launch, repeat })
}

const { scenarios, problems } = await loadScenarios([path('irc')])

test('the scenarios of IRC cite sections of the RFC', () => {
  expect(problems.map(formatProblem)).toEqual([])
  expect(scenarios.length).toBeGreaterThan(10)
  for (const { id, protocol, clause } of scenarios) {
    expect([id, protocol]).toEqual([id, 'irc'])
    expect(clause.join(' ')).toMatch(/^RFC2812-\d[\d.]*$/)
  }
})

test('a server of another protocol, written by others, holds', async (context) => {
  if (!isInstalled) context.skip(skipped)
  const result = await judge(scenarios, 3)
  expect(result.results.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(result).toMatchObject({ outcome: 'held', profile: 'irc' })
})

test('a rule that it does not keep is found, with the line that breaks it', async (context) => {
  if (!isInstalled) context.skip(skipped)
  const rule = parseScenario(
    'echo.yaml',
    `pychat: 1
id: irc.echo
protocol: irc
title: a message to oneself is refused
actors: {ann: {}}
steps:
  - send: {ann: 'PRIVMSG \${ann} :hi me'}
    expect: {ann: {fail: '401'}}
`,
  )
  if (Array.isArray(rule)) throw new Error(rule.map(formatProblem).join('\n'))
  const { outcome, results } = await judge([rule], 1)
  expect(outcome).toBe('broken')
  expect(results[0]).toMatchObject({
    outcome: 'fail',
    failure: { line: 8, wanted: 'failed 401', got: expect.stringMatching(/ PRIVMSG \S+ :hi me$/) },
  })
})

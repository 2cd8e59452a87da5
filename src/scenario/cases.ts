import type { Scenario } from './scenario.js'

/** The values of one row of `cases`. */
export type CaseRow = Readonly<Record<string, string | number | boolean>>

/** A scenario with one of its rows: what runs, passes or fails as one. */
export interface Case {
  /** The scenario's id, with the row's name in brackets where there are rows; never a position. */
  readonly id: string
  readonly scenario: Scenario
  readonly row: CaseRow
}

/** The cases of a scenario: one a row, or the scenario itself. */
export function casesOf(scenario: Scenario): Case[] {
  if (!scenario.cases) return [{ id: scenario.id, scenario, row: {} }]
  return scenario.cases.map((row) => ({ id: `${scenario.id}[${rowName(row)}]`, scenario, row }))
}

/** What a row is called: its `case` where it has one, else its values. */
export function rowName(row: CaseRow): string {
  const words = 'case' in row ? [row.case] : Object.entries(row).map(([name, value]) => `${name}=${value}`)
  const name = words.join(',')
  return name.length > 60 ? `${name.slice(0, 60)}…` : name
}

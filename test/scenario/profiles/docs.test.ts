import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseScenario } from '../../../src/scenario/load.js'
import { parseProfile } from '../../../src/scenario/profiles/load.js'
import { formatProblem } from '../../../src/scenario/source.js'

const docs = await readFile(new URL('../../../docs/profiles.md', import.meta.url), 'utf8')
const examples = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)

/** The keys that the error about an unknown one says are known. */
function keysKnownIn(text: string): string[] {
  const problems = parseProfile('a.yaml', text)
  const told = Array.isArray(problems) ? problems.map(({ message }) => message).join('\n') : ''
  return /^x: unknown key; known here: (.*)$/m.exec(told)![1]!.split(', ')
}

test('every example is right', () => {
  expect(examples.length).toBeGreaterThan(3)
  for (const text of examples) {
    const read = 'profile' in parse(text) ? parseProfile('docs.yaml', text) : parseScenario('docs.yaml', text)
    expect(Array.isArray(read) ? read.map(formatProblem) : []).toEqual([])
  }
})

test('every key is described', () => {
  const tables: [string, string][] = [
    ['x: 1', 'profile'],
    ['start: {x: 1}', 'command'],
    ['replies: {x: 1}', 'noise'],
  ]
  for (const [text, one] of tables) {
    const keys = keysKnownIn(text)
    expect(keys).toContain(one)
    for (const key of keys) expect(docs).toContain(`\n| \`${key}\` |`)
  }
  const small = [
    'start: {ready: {x: 1}}',
    'start: {stop: {x: 1}}',
    'login: {x: 1}',
    'barrier: {x: 1}',
    'known: [{x: 1}]',
  ]
  for (const key of small.flatMap(keysKnownIn)) expect(docs).toMatch(new RegExp(`[{\`, ]${key}\\b`))
})

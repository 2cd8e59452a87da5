import { expect, test } from 'vitest'
import { wrongKnown } from '../../src/scenario/known.js'
import { parseScenario } from '../../src/scenario/load.js'
import { parseProfile } from '../../src/scenario/profiles/load.js'

const scenario = parseScenario(
  'a.yaml',
  `pychat: 1
id: a.rule
title: a rule
clause: [CHAT-1]
cases: [{n: 1}]
actors: {ann: {}}
steps: [{send: {ann: 'CONTACT-ADD \${n}'}}]
`,
)

/** What is wrong with a known failure of this id and clause. */
function wrong(id: string, clause = 'CHAT-1', isComplete = true): string[] {
  const loaded = parseProfile(
    'p.yaml',
    `pychat: 1\nprofile: p\nknown: [{id: '${id}', clause: ${clause}, reason: r}]\n`,
  )
  if (Array.isArray(loaded) || Array.isArray(scenario)) throw new Error('the test is wrong')
  const { profile, source } = loaded
  return wrongKnown(profile.known, [scenario], { isComplete, source })
}

test('a known failure is of a scenario, or of one of its cases', () => {
  expect(wrong('a.rule')).toEqual([])
  expect(wrong('a.rule[n=1]')).toEqual([])
  expect(wrong('a.rule[n=2]')).toEqual(['p.yaml:3:14: the known failure a.rule[n=2] is of no case of a.rule'])
  expect(wrong('a.rul')).toEqual(['p.yaml:3:14: the known failure a.rul is of no scenario'])
})

test('one of a scenario that is not here is no matter where not all are', () => {
  expect(wrong('b.rule', 'CHAT-1', false)).toEqual([])
  expect(wrong('a.rule[n=2]', 'CHAT-1', false)).toHaveLength(1)
})

test('its clause is one that the scenario cites', () => {
  expect(wrong('a.rule', 'CHAT-2')).toEqual([
    'p.yaml:3:32: the known failure a.rule is of CHAT-2, and the scenario cites CHAT-1',
  ])
})

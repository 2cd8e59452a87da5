import { isClause } from '../../protocol/clauses.js'
import { isVerb } from '../../protocol/verbs.js'
import { rowName } from '../cases.js'
import { isWordless } from '../matcher-schema.js'
import type { Scenario } from '../scenario.js'
import type { Path, Problem } from '../source.js'
import { lintMatchers } from './matchers.js'
import { lintNames } from './names.js'
import { actorsOf, eachStep, matchersOf, problemAt } from './placed.js'
import { lintVerbs } from './verbs.js'

/** What a schema cannot see: names that nobody declared, matchers that cannot match or go beyond a level, verbs that there are not. */
export function lint(scenario: Scenario): Problem[] {
  return [
    ...lintAccounts(scenario),
    ...lintActors(scenario),
    ...lintChunks(scenario),
    ...lintNames(scenario),
    ...lintLevel(scenario),
    ...lintMatchers(scenario),
    ...(scenario.protocol === 'py-chat'
      ? [...lintClauses(scenario), ...lintNeeds(scenario), ...lintVerbs(scenario)]
      : []),
    ...lintRows(scenario),
  ]
}

function lintAccounts({ actors, source }: Scenario): Problem[] {
  return Object.entries(actors).flatMap(([name, { account }]) => {
    if (account === undefined) return []
    const path = ['actors', name, 'account']
    if (!Object.hasOwn(actors, account)) return source.problem(path, `there is no actor ${account}`)
    if (actors[account]!.account === undefined) return []
    return source.problem(path, `${account} has no account of its own: name whose account it is`)
  })
}

function lintActors(scenario: Scenario): Problem[] {
  const actors = Object.keys(scenario.actors)
  return eachStep(scenario).flatMap((placed) => {
    const listed = new Set<string>()
    return actorsOf(placed.step).flatMap(([name, where]) => {
      const inList = typeof where.at(-1) === 'number'
      if (!actors.includes(name)) {
        const message = `there is no actor ${name}; there are ${actors.join(', ')}`
        return problemAt(placed, where, message, { ofKey: !inList })
      }
      if (!inList) return []
      if (listed.has(name)) return problemAt(placed, where, `${name} is named twice`)
      listed.add(name)
      return []
    })
  })
}

function lintChunks(scenario: Scenario): Problem[] {
  return eachStep(scenario)
    .filter(({ step }) => /^0+$/.test(String(step.body.chunk)))
    .map((placed) => problemAt(placed, ['chunk'], 'a packet has a byte at least'))
}

/** How the address of a server may begin. */
const schemes = ['tcp', 'tls', 'http']

function lintNeeds({ needs, source }: Scenario): Problem[] {
  return needs.flatMap((word, i) =>
    isVerb(word) || schemes.includes(word)
      ? []
      : source.problem(['needs', i], `expected a verb, or one of ${schemes.join(', ')}`),
  )
}

function lintLevel(scenario: Scenario): Problem[] {
  if (scenario.level !== 'must') return []
  const message = 'at level must only ok, fail, has, any and eof may be asked: every server can satisfy them'
  return eachStep(scenario).flatMap((placed) =>
    matchersOf(placed.step)
      .filter(([matcher]) => !isWordless(matcher))
      .map(([, where]) => problemAt(placed, where, message)),
  )
}

function lintClauses({ clause, source }: Scenario): Problem[] {
  return clause.flatMap((id, i) =>
    isClause(id)
      ? []
      : source.problem(['clause', i], 'expected the id of a clause of docs/protocol.md, such as CHAT-1'),
  )
}

function lintRows({ cases = [], source }: Scenario): Problem[] {
  const seen = new Set<string>()
  return cases.flatMap((row, i) => {
    const name = rowName(row)
    const path: Path = ['cases', i]
    if (seen.has(name))
      return source.problem(path, `another row is called ${name} already: tell them apart with case`)
    seen.add(name)
    return []
  })
}

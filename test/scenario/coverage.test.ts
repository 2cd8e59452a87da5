import { beforeAll, expect, test } from 'vitest'
import { clauseIds, clauses, isClause } from '../../src/protocol/clauses.js'
import { BATCH_MESSAGES, LINE_BYTES } from '../../src/protocol/limits.js'
import type { RefusalCode } from '../../src/protocol/refusals.js'
import { characters } from '../../src/protocol/request.js'
import { type Argument, rowOf, type Verb, verbNames } from '../../src/protocol/verbs.js'
import { loadScenarios } from '../../src/scenario/load.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { shippedScenarios } from '../../src/scenario/shipped.js'
import { type Exchange, exchangesOf, LIMIT } from './exchanges.js'

/** What no scenario can bring about on every server, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'FILE-SEND-PRIVATE is refused with quota-exceeded': 'no server tells its quota',
  'FILE-SEND-GROUP is refused with quota-exceeded': 'no server tells its quota',
  'AUTH-RESUME is refused with too-many-attempts':
    'AUTH-7 names no count for tokens, and the whole address would be locked out',
}

type Condition = (exchange: Exchange) => boolean
/** Some exchange of the suite is so. */
type Claim = readonly [sentence: string, holds: Condition]

const all =
  (...conditions: Condition[]): Condition =>
  (exchange) =>
    conditions.every((holds) => holds(exchange))
const isRefused =
  (code: RefusalCode): Condition =>
  ({ reply }) =>
    reply.fail === code
const isTaken: Condition = ({ reply: { fail, not, oneOf } }) => !fail && !not && !oneOf
const shows =
  (items: number): Condition =>
  ({ reply }) =>
    reply.items === items
const hasBytes =
  (bytes: number): Condition =>
  ({ line }) =>
    Buffer.byteLength(line) === bytes
const hasLongest =
  (length: number): Condition =>
  ({ words }) =>
    Math.max(...words.map(characters)) === length

/** Claims about each verb. */
const forVerbs = (claim: (verb: Verb) => readonly Claim[]): Claim[] =>
  verbNames.flatMap((verb) =>
    claim(verb).map(
      ([sentence, holds]): Claim => [sentence, all((exchange) => exchange.verb === verb, holds)],
    ),
  )

/** Claims about each argument of each verb; `own` are the words that stand for it on a line. */
const forArguments = (
  claim: (
    name: string,
    argument: Argument,
    own: (exchange: Exchange) => readonly string[],
  ) => readonly Claim[],
): Claim[] =>
  forVerbs((verb) =>
    rowOf(verb).arguments.flatMap((argument, i) =>
      claim(`the ${argument.name} of ${verb}`, argument, ({ words }) =>
        argument.many ? words.slice(i) : words.slice(i, i + 1),
      ),
    ),
  )

const missesArguments =
  (isWrong: (count: number) => boolean): Condition =>
  ({ verb, words }) =>
    isWrong(words.length - rowOf(verb!).arguments.length)

/** Whether any word at all can be such an argument. */
const isFree = ({ codec }: Argument) =>
  ['!', ' ', '..', 'x'].every((word) => codec.decode(word) !== undefined)

const asksFor =
  (limit: number): Condition =>
  ({ verb, words }) =>
    words[rowOf(verb!).arguments.findIndex(({ name }) => name === 'limit')] === String(limit)

const rules: Readonly<Record<string, readonly Claim[]>> = {
  'every verb succeeds': forVerbs((verb) => [[`${verb} succeeds`, isTaken]]),

  'every clause that a verb stands on is shown with that verb': forVerbs((verb) =>
    rowOf(verb).clauses.map((id) => [`${verb} shows ${id}`, ({ scenario }) => scenario.clause.includes(id)]),
  ),

  'every verb is refused with every code that its row names': forVerbs((verb) =>
    rowOf(verb).refusals.map((code) => [`${verb} is refused with ${code}`, isRefused(code)]),
  ),

  'every line that is none is refused': [
    ['an unknown keyword is refused', isRefused('unknown-keyword')],
    ['an empty line is malformed', all(isRefused('malformed'), ({ line }) => line === '')],
    ...forVerbs((verb) => [
      [`a ${verb} is malformed`, isRefused('malformed')],
      [`a ${verb} is too long`, isRefused('line-too-long')],
    ]),
  ],

  'every verb that needs a session is refused without one': forVerbs((verb) =>
    rowOf(verb).session === 'none' ? [] : [[`${verb} is not authorized`, isRefused('not-authorized')]],
  ),

  'every verb is refused with too few arguments, and with too many': forVerbs((verb) => {
    const wanted = rowOf(verb).arguments
    const wrong = isRefused('wrong-arguments')
    const few: Claim = [
      `${verb} has too few arguments`,
      all(
        wrong,
        missesArguments((count) => count < 0),
      ),
    ]
    const many: Claim = [
      `${verb} has too many arguments`,
      all(
        wrong,
        missesArguments((count) => count > 0),
      ),
    ]
    const isOpen = wanted.some(({ codec, many }) => codec.text || many)
    return [...(wanted.length > 0 ? [few] : []), ...(isOpen ? [] : [many])]
  }),

  'every argument is held to its limit, and may reach it': forArguments((name, _, own) => {
    const isTooLong = isRefused('argument-too-long')
    const hasOne =
      (length: number): Condition =>
      (exchange) =>
        own(exchange).some((word) => characters(word) === length)
    return [
      [`${name} is too long`, all(isTooLong, hasOne(LIMIT + 1))],
      [`${name} is as long as may be`, all((exchange) => !isTooLong(exchange), hasOne(LIMIT))],
    ]
  }),

  'every argument that has a form is refused in another': forArguments((name, argument, own) => {
    const isWrong: Condition = (exchange) =>
      own(exchange).some((word) => argument.codec.decode(word) === undefined)
    return isFree(argument) ? [] : [[`${name} has no form`, all(isRefused('bad-argument'), isWrong)]]
  }),

  'every limit is met at its edge, below it and above it': [
    ['an argument is one below its limit', all(hasLongest(LIMIT - 1), isTaken)],
    ['an argument is at its limit', all(hasLongest(LIMIT), isTaken)],
    ['an argument is one above its limit', all(hasLongest(LIMIT + 1), isRefused('argument-too-long'))],
    ['a line is one below its limit', all(hasBytes(LINE_BYTES - 1), isRefused('unknown-keyword'))],
    ['a line is at its limit', all(hasBytes(LINE_BYTES), isRefused('unknown-keyword'))],
    ['a line is one above its limit', all(hasBytes(LINE_BYTES + 1), isRefused('line-too-long'))],
    ...forVerbs((verb) => {
      const { arguments: wanted, bytes, handsOut } = rowOf(verb)
      const hasSize =
        (size: string): Condition =>
        ({ words }) =>
          words.at(-1) === size
      const uploads: Claim[] = [
        [`${verb} of no byte`, all(hasSize('0'), isRefused('bad-size'))],
        [`${verb} of one byte`, all(hasSize('1'), isTaken)],
      ]
      const batches: Claim[] = [
        [`${verb} of a whole batch`, shows(BATCH_MESSAGES)],
        [`${verb} of one more than a batch`, shows(1)],
      ]
      const pages: Claim[] = [
        [`${verb} of a page of none`, all(asksFor(0), isRefused('bad-argument'))],
        [`${verb} of a page of one`, all(asksFor(1), isTaken)],
        [`${verb} of the longest page`, all(asksFor(BATCH_MESSAGES), shows(BATCH_MESSAGES))],
        [`${verb} of a page too long`, all(asksFor(BATCH_MESSAGES + 1), isRefused('bad-argument'))],
      ]
      return [
        ...(bytes === 'upload' ? uploads : []),
        ...(handsOut ? batches : []),
        ...(wanted.some(({ name }) => name === 'limit') ? pages : []),
      ]
    }),
    ['NOTIF-GET of a whole batch', all(({ verb }) => verb === 'NOTIF-GET', shows(BATCH_MESSAGES))],
  ],
}

let scenarios: Scenario[]
let exchanges: Exchange[]

beforeAll(async () => {
  scenarios = (await loadScenarios([shippedScenarios()])).scenarios
  exchanges = (await Promise.all(scenarios.map(exchangesOf))).flat()
})

/** The sentences that no scenario shows. */
const missing = (claims: readonly Claim[]) =>
  claims.flatMap(([sentence, holds]) => (exchanges.some(holds) ? [] : [sentence]))

test.each(Object.entries(rules))('%s', (_, claims) => {
  expect(missing(claims).filter((sentence) => !(sentence in exceptions))).toEqual([])
})

test('what is excepted is shown by no scenario', () => {
  expect(missing(Object.values(rules).flat())).toEqual(expect.arrayContaining(Object.keys(exceptions)))
})

test('every clause is cited, and every scenario cites one', () => {
  const cited = new Set<string>(scenarios.flatMap(({ clause }) => clause))
  expect(clauseIds.filter((id) => !cited.has(id))).toEqual([])
  expect(scenarios.filter(({ clause }) => clause.length === 0).map(({ id }) => id)).toEqual([])
})

test('what must hold stands on the assignment, and what may hold on an extension', () => {
  const isDemanded = (id: string) => isClause(id) && clauses[id].origins.some((origin) => origin === 'seed')
  const beyond = scenarios.filter(({ level, clause }) => level === 'must' && !clause.every(isDemanded))
  expect(beyond.map(({ id }) => id)).toEqual([])
  const groundless = scenarios.filter(({ level, needs }) => level === 'may' && needs.length === 0)
  expect(groundless.map(({ id }) => id)).toEqual([])
})

test('whoever relies on an extension needs it', () => {
  const relying = exchanges.filter(
    ({ scenario, verb, reply }) =>
      verb && rowOf(verb).origin === 'ext' && !reply.oneOf && !scenario.needs.includes(verb),
  )
  expect(relying.map(({ scenario, verb }) => `${scenario.id} sends ${verb}`)).toEqual([])
})

import { expect, test } from 'vitest'
import { type Route, routeOf } from '../../../src/client/http/route.js'
import { Refusal } from '../../../src/protocol/refusals.js'
import { splitArguments } from '../../../src/protocol/request.js'
import { rowOf, verbNames } from '../../../src/protocol/verbs.js'
import fc from '../../helpers/properties.js'

/** What a gateway finds in a request: what the path, the query and the body name. */
function readAgain({ path, query, body }: Route, template: string): Record<string, unknown> {
  const { pathname, searchParams } = new URL(`${path}?${new URLSearchParams(query)}`, 'http://host/below/')
  const segments = pathname.split('/').slice(1)
  const names = `/below${template}`.split('/').slice(1)
  expect(segments).toHaveLength(names.length)
  const inPath = names.flatMap((name, i) => {
    if (name.startsWith('{')) return [[name.slice(1, -1), decodeURIComponent(segments[i]!)]]
    expect(segments[i]).toBe(name)
    return []
  })
  return { ...Object.fromEntries(inPath), ...Object.fromEntries(searchParams), ...JSON.parse(body ?? '{}') }
}

const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\s\p{Cc}\p{Cs}]/u.test(text))

test.each(verbNames)('whatever %s is asked with, a gateway finds the same words', (verb) => {
  const { arguments: expected, http } = rowOf(verb)
  const [method, template] = http.split(' ') as [string, string]
  fc.assert(
    fc.property(fc.array(word, { minLength: expected.length, maxLength: expected.length }), (words) => {
      const line = words.length === 0 ? null : words.join(' ')
      const route = routeOf(verb, line)
      if (route instanceof Refusal) {
        expect(words.filter((word) => word === '.' || word === '..')).not.toEqual([])
      } else {
        expect(route.method).toBe(method)
        expect(readAgain(route, template)).toEqual(splitArguments(verb, line))
      }
    }),
  )
})

test.each([
  ['CHAT-PRIVATE-SEND', 'budi halo, apa kabar?', 'POST', true],
  ['GROUP-EXIT', 'abc', 'POST', true],
  ['NOTIF-GET', null, 'GET', false],
  ['AUTH-LOGIN', 'ann pw', 'POST', false],
  ['AUTH-TOKEN', null, 'POST', false],
  ['CHAT-PRIVATE-GET', 'budi', 'POST', false],
  ['CONTACT-DELETE', 'budi', 'DELETE', false],
  ['AUTH-PASSWORD', 'a b b', 'PUT', false],
] as const)('%s may be made again where that changes nothing', (verb, words, method, hasKey) => {
  const [one, two] = [routeOf(verb, words) as Route, routeOf(verb, words) as Route]
  expect(one.method).toBe(method)
  expect(one.isRepeatable).toBe(hasKey || method === 'GET')
  const keys = [one, two].map(({ headers }) => headers['idempotency-key'])
  if (hasKey) expect(new Set(keys).size).toBe(2)
  else expect(keys).toEqual([undefined, undefined])
})

import { randomUUID } from 'node:crypto'
import { keepsAnswer } from '../../protocol/keeps-answer.js'
import { Refusal } from '../../protocol/refusals.js'
import { splitArguments } from '../../protocol/request.js'
import { rowOf, type Verb } from '../../protocol/verbs.js'
import type { Call } from './caller.js'

/** A request as HTTP says it (HTTP-1). */
export interface Route extends Omit<Call, 'signal' | 'body'> {
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * The route of a request by its verb's row: arguments that the path names go there, the others into a JSON object, or
 * into the query where the request has no body or its body is a file. Words go as they are; the server judges them. A
 * Refusal where HTTP cannot say the line. What has an effect carries a fresh key, so that made again it has it once.
 */
export function routeOf(verb: Verb, words: string | null): Route | Refusal {
  const given = splitArguments(verb, words)
  if (given instanceof Refusal) return given
  const { http, bytes } = rowOf(verb)
  const [method, template] = http.split(' /') as [string, string]
  const rest = new Map(Object.entries(given))
  let unsayable: string | undefined
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const word = String(rest.get(name))
    rest.delete(name)
    if (word === '.' || word === '..') unsayable = name
    return encodeURIComponent(word)
  })
  if (unsayable !== undefined) {
    // A URL has no such segments: they are steps to its parent.
    return new Refusal('bad-argument', `over HTTP <${unsayable}> cannot be . or ..`)
  }
  const others = Object.fromEntries(rest) as Record<string, string>
  if (method === 'GET' || bytes) {
    // A file's bytes are gone once they were sent, so that no key would help.
    return { method, path, query: others, headers: {}, isRepeatable: method === 'GET' }
  }
  const isKeyed = keepsAnswer(verb)
  return {
    ...{ method, path, query: {}, isRepeatable: isKeyed },
    headers: {
      ...(rest.size > 0 && { 'content-type': 'application/json' }),
      ...(isKeyed && { 'idempotency-key': randomUUID() }),
    },
    ...(rest.size > 0 && { body: JSON.stringify(others) }),
  }
}

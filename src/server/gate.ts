import { Refusal } from '../protocol/refusals.js'
import { decodeArguments, parseArguments, parseKeyword } from '../protocol/request.js'
import { type ArgumentsOf, rowOf, type Verb } from '../protocol/verbs.js'

/** A request that may reach its handler. */
export type Request = { [V in Verb]: { readonly verb: V; readonly args: ArgumentsOf<V> } }[Verb]

/**
 * Reads a line and does every check that needs no store, in REPLY-5's order: line, keyword, session, arguments, and
 * `already-authorized`, which comes first of those on the meaning.
 * @param limit the longest argument in characters
 */
export function gate(line: string, hasSession: boolean, limit: number): Request | Refusal {
  const keyword = parseKeyword(line)
  if (keyword instanceof Refusal) return keyword
  const { verb, words } = keyword
  return check(verb, hasSession, () => parseArguments(verb, words, limit))
}

/**
 * The same for a request whose verb is known and whose arguments come one by one, as the line would hold them.
 * @param raw the arguments in wire order; a refusal where they are not all there
 */
export function gateWords(
  verb: Verb,
  raw: readonly string[] | Refusal,
  hasSession: boolean,
  limit: number,
): Request | Refusal {
  return check(verb, hasSession, () => (raw instanceof Refusal ? raw : decodeArguments(verb, raw, limit)))
}

function check(
  verb: Verb,
  hasSession: boolean,
  decode: () => ArgumentsOf<Verb> | Refusal,
): Request | Refusal {
  const row = rowOf(verb)
  if (!hasSession && row.session !== 'none') return new Refusal('not-authorized')
  const args = decode()
  if (args instanceof Refusal) return args
  if (hasSession && row.refusals.includes('already-authorized')) return new Refusal('already-authorized')
  return { verb, args } as Request
}

import { Refusal } from '../../protocol/refusals.js'
import { formatValue } from '../../protocol/reply.js'
import { rowOf, type Verb } from '../../protocol/verbs.js'
import { gateWords } from '../gate.js'
import { type AnyHandler, handlerOf } from '../handler-kinds.js'
import { inTurn } from '../in-turn.js'
import type { Peer } from '../peer.js'
import type { Caller, Desk } from './desk.js'
import type { Route } from './route.js'

/** A request for a verb, its arguments as words of the line. */
export interface Call {
  readonly route: Route
  readonly words: readonly string[] | Refusal
  readonly authorization: string | undefined
  readonly address: string
  /** The request's Idempotency-Key. */
  readonly key: string | undefined
}

/** What a request came to. */
export interface Outcome {
  readonly status: number
  readonly headers: Readonly<Record<string, string>> | undefined
  /** JSON, unless the headers say otherwise. */
  readonly body: string | undefined
}

/** Success, and nothing to say. */
export const DONE: Outcome = { status: 204, headers: undefined, body: undefined }

/** A request that passed the gate. */
export interface Admitted extends Caller {
  readonly args: unknown
}

/** Performs a verb that is neither upload nor download. */
export async function call(desk: Desk, request: Call): Promise<Outcome | Refusal> {
  const handler = handlerOf(request.route.verb)
  if (handler.kind === 'slow') {
    const first = await inTurn(desk.turn, () => admit(desk, request))
    if (first instanceof Refusal) return first
    const prepared = await handler.prepare(first.peer, first.args)
    if (prepared instanceof Refusal) return prepared
    return inTurn(desk.turn, () => run(desk, request, (peer, args) => handler.run(peer, args, prepared)))
  }
  const { run: work } = handler as Extract<AnyHandler, { kind: 'plain' }>
  return inTurn(desk.turn, () => run(desk, request, work))
}

/** Who asks and for what, in REPLY-5's order: session, arguments, `already-authorized`. */
export function admit(desk: Desk, { route, words, authorization, address }: Call): Admitted | Refusal {
  const { verb } = route
  const { session, refusals } = rowOf(verb)
  const caller =
    session !== 'none'
      ? desk.identify(authorization, address)
      : desk.identifyLeniently(refusals.includes('already-authorized') ? authorization : undefined, address)
  if (caller instanceof Refusal) return caller
  const request = gateWords(verb, words, caller.peer.session !== undefined, caller.peer.limits.maxArgument)
  if (request instanceof Refusal) return request
  if (opens(verb) && desk.sessions.isFull(address))
    return new Refusal('busy', 'too many sessions; try again later')
  return { ...caller, args: request.args }
}

function run(desk: Desk, request: Call, work: (peer: Peer, args: unknown) => unknown): Outcome | Refusal {
  const admitted = admit(desk, request)
  if (admitted instanceof Refusal) return admitted
  const replayed = desk.answers.replay(admitted, request)
  if (replayed) return replayed
  const before = admitted.peer.session
  const answer = work(admitted.peer, admitted.args)
  const outcome = conclude(desk, request, admitted, answer)
  if (before && !admitted.peer.session) desk.leave(admitted)
  return outcome
}

/**
 * What a handler's answer is over HTTP; inside the turn.
 * @param sha256 of the file that was sent, if one was
 */
export function conclude(
  desk: Desk,
  request: Call,
  admitted: Admitted,
  answer: unknown,
  sha256?: string,
): Outcome | Refusal {
  if (answer instanceof Refusal) return answer
  const { status, verb } = request.route
  const body = formatValue(verb, answer)
  if (body !== undefined) desk.answers.keep(admitted, request, body, sha256)
  if (opens(verb)) return opened(desk, admitted.peer, status, body!)
  return { status, headers: handedOut(desk, admitted), body }
}

/** The session goes on under a secret, which is told this once. */
function opened(desk: Desk, peer: Peer, status: number, body: string): Outcome {
  const secret = desk.sessions.add(peer.session!, peer.address, peer.now)
  return { status, headers: { session: secret }, body: `${body.slice(0, -1)},"session":"${secret}"}` }
}

/** What was handed out gets an id to settle it by (CHAT-3). */
function handedOut(desk: Desk, { peer, session }: Caller): Outcome['headers'] {
  if (!peer.handout) return undefined
  const account = peer.session!.account.id
  return { handout: desk.handouts.add({ holder: peer, account, session, at: peer.now }) }
}

const opens = (verb: Verb) => verb === 'AUTH-LOGIN' || verb === 'AUTH-RESUME'

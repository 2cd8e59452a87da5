import type { Actor } from './actor.js'
import { numberOf } from './bytes.js'
import { Captures } from './captures.js'
import { Failure } from './failure.js'
import { describe, type MatchContext, match, type Received } from './matcher.js'
import type { Matcher } from './matcher-schema.js'
import type { Path } from './source.js'
import type { ExpectOptions } from './steps/step.js'

/** More lines than this in one expectation is a mistake in a scenario. */
const MOST_TIMES = 100_000

interface Wanted {
  readonly matcher: Matcher
  readonly path: Path
  readonly deadline: () => number
}

interface Context extends MatchContext {
  deadline(milliseconds?: number): number
  /** Takes over what a matcher captured. */
  keep(captures: Captures): void
}

/**
 * Claims what an actor receives next, a line for each matcher, and compares: in order, or with `anyOrder` each line to
 * the first matcher left that takes it. Throws a Failure for the first line that does not match or does not come.
 */
export async function receiveAll(
  actor: Actor,
  matchers: Matcher | readonly Matcher[],
  path: Path,
  { anyOrder = false, within }: ExpectOptions,
  context: Context,
): Promise<Received[]> {
  const wanted = listOf(matchers, path, within, context)
  const all: Received[] = []
  while (wanted.length > 0) {
    const candidates = anyOrder ? wanted : wanted.slice(0, 1)
    const received = await receiveFor(actor, candidates, context)
    if (candidates.some(({ matcher }) => isPast(matcher, received, context))) continue
    const taken = take(actor, received, candidates, context)
    wanted.splice(wanted.indexOf(taken), 1)
    all.push(received)
  }
  return all
}

function listOf(
  matchers: Matcher | readonly Matcher[],
  path: Path,
  within: number | undefined,
  context: Context,
): Wanted[] {
  const started = performance.now()
  const list = typeof matchers === 'object' && 'length' in matchers ? matchers : [matchers]
  return list.flatMap((matcher, i) => {
    const own = typeof matcher === 'string' ? undefined : matcher
    const bound = own?.within ?? within
    const at = bound === undefined ? undefined : started + bound * context.timeScale
    const one: Wanted = {
      matcher,
      path: list === matchers ? [...path, i] : path,
      deadline: () => at ?? context.deadline(),
    }
    const times = own?.times === undefined ? 1 : numberOf(own.times, context.scope)
    if (times > MOST_TIMES)
      throw new Failure('error', `times is ${times}, and ${MOST_TIMES} is the most`, { path })
    return new Array<Wanted>(times).fill(one)
  })
}

async function receiveFor(actor: Actor, candidates: readonly Wanted[], context: Context): Promise<Received> {
  const { path } = candidates[0]!
  try {
    return await actor.receive(Math.min(...candidates.map(({ deadline }) => deadline())))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const wanted = candidates.map(({ matcher }) => describe(matcher, context.scope)).join(', ')
    throw new Failure(error.outcome, error.message, { wanted, ...error.detail, path })
  }
}

/** Whether a line is one that may come before what is waited for, and not that itself. */
function isPast(matcher: Matcher, received: Received, context: Context): boolean {
  if (typeof matcher === 'string' || matcher.past === undefined) return false
  if (match(matcher, received, new Captures(), context) === undefined) return false
  return match(matcher.past, received, new Captures(), context) === undefined
}

function take(actor: Actor, received: Received, candidates: readonly Wanted[], context: Context): Wanted {
  const mismatches = candidates.map((candidate) => {
    const captures = new Captures()
    const mismatch = match(candidate.matcher, received, captures, context)
    return { candidate, captures, mismatch }
  })
  const taken = mismatches.find(({ mismatch }) => mismatch === undefined)
  if (taken) {
    context.keep(taken.captures)
    return taken.candidate
  }
  const [{ candidate, mismatch }] = mismatches as [(typeof mismatches)[0]]
  const line = received.line ?? 'the end of the connection'
  throw new Failure('fail', `${actor.name} received something else`, {
    path: [...candidate.path, ...mismatch!.path],
    wanted: mismatches.map(({ mismatch }) => mismatch!.wanted).join(', or '),
    got: candidates.length === 1 && mismatch!.got !== undefined ? `${mismatch!.got}, in ${line}` : line,
  })
}

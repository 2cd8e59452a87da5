import type { Actor } from './actor.js'
import { numberOf } from './bytes.js'
import { Captures } from './captures.js'
import { Failure } from './failure.js'
import { describe, type MatchContext, type Mismatch, match, type Received } from './matcher.js'
import type { Matcher } from './matcher-schema.js'
import type { Path } from './source.js'
import type { ExpectOptions } from './steps/step.js'

/** More lines than this in one expectation is a mistake in a scenario. */
const MOST_TIMES = 100_000

interface Wanted {
  readonly matcher: Matcher
  readonly path: Path
  /** An instant of `performance.now()`, where the matcher or the step has a bound of its own. */
  readonly at: number | undefined
  /** How many lines like it are still to come. */
  left: number
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
    const { received, taken } = await receiveFor(actor, candidates, context)
    if (--taken.left === 0) wanted.splice(wanted.indexOf(taken), 1)
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
    const times = own?.times === undefined ? 1 : numberOf(own.times, context.scope)
    if (times > MOST_TIMES)
      throw new Failure('error', `times is ${times}, and ${MOST_TIMES} is the most`, { path })
    const one: Wanted = {
      matcher,
      path: list === matchers ? [...path, i] : path,
      at: bound === undefined ? undefined : started + bound * context.timeScale,
      left: times,
    }
    return times === 0 ? [] : one
  })
}

/** The next line that is not one to be passed over, and who takes it. However many come before, the deadline stays. */
async function receiveFor(
  actor: Actor,
  candidates: readonly Wanted[],
  context: Context,
): Promise<{ received: Received; taken: Wanted }> {
  const deadline = Math.min(...candidates.map(({ at }) => at ?? context.deadline()))
  for (;;) {
    const received = await receiveBy(deadline, actor, candidates, context)
    const mismatches: Mismatch[] = []
    for (const candidate of candidates) {
      const captures = new Captures()
      const mismatch = match(candidate.matcher, received, captures, context)
      if (!mismatch) {
        context.keep(captures)
        return { received, taken: candidate }
      }
      mismatches.push(mismatch)
    }
    if (candidates.some(({ matcher }) => isPast(matcher, received, context)) && performance.now() < deadline)
      continue
    throw unlike(actor, received, candidates[0]!, mismatches)
  }
}

async function receiveBy(
  deadline: number,
  actor: Actor,
  candidates: readonly Wanted[],
  context: Context,
): Promise<Received> {
  try {
    return await actor.receive(deadline)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const wanted = candidates.map(({ matcher }) => describe(matcher, context.scope)).join(', ')
    throw new Failure(error.outcome, error.message, { wanted, ...error.detail, path: candidates[0]!.path })
  }
}

/** Whether a line may come before what is waited for. */
export function isPast(matcher: Matcher, received: Received, context: MatchContext): boolean {
  if (typeof matcher === 'string' || matcher.past === undefined) return false
  return match(matcher.past, received, new Captures(), context) === undefined
}

function unlike(actor: Actor, received: Received, first: Wanted, mismatches: readonly Mismatch[]): Failure {
  const line = received.line ?? 'the end of the connection'
  const [{ path, got }] = mismatches as [Mismatch]
  return new Failure('fail', `${actor.name} received something else`, {
    path: [...first.path, ...path],
    wanted: [...new Set(mismatches.map(({ wanted }) => wanted))].join(', or '),
    got: mismatches.length === 1 && got !== undefined ? `${got}, in ${line}` : line,
  })
}

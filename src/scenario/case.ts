import type { Actor } from './actor.js'
import type { Captures } from './captures.js'
import type { Case } from './cases.js'
import { Cast, type Place } from './cast.js'
import { receiveAll } from './expectation.js'
import { Failure } from './failure.js'
import type { Reading } from './profile.js'
import type { CaseFailure, CaseResult } from './result.js'
import type { Scenario } from './scenario.js'
import type { StepContext } from './steps/step.js'

/** How long a server gets to end its side when a case is over, in milliseconds. */
const LAST_WORDS = 500

/** Runs a case; whatever happens becomes its result. */
export async function runCase(one: Case, place: Place): Promise<CaseResult> {
  const started = performance.now()
  const { title, clause, level, needs } = one.scenario
  const end = (outcome: CaseResult['outcome'], more: Partial<CaseResult> = {}): CaseResult => {
    const duration = Math.round(performance.now() - started)
    return { id: one.id, title, clause, level, outcome, duration, ...more }
  }
  const missing = needs.find((need) => !place.facts.capabilities.has(need))
  if (missing !== undefined)
    return end('skip', { reason: `needs ${missing}, which this server does not have` })
  try {
    const run = new Run(one, place)
    const failure = await run.play()
    if (failure) return end(failure.outcome, run.report(failure))
    return run.weakness === undefined ? end('pass') : end('weak', { reason: run.weakness })
  } catch (error) {
    return end('error', { reason: failureOf(error).message })
  }
}

class Run {
  /** Why what held is not sure to hold. */
  weakness: string | undefined
  readonly #scenario: Scenario
  readonly #place: Place
  readonly #cast: Cast
  readonly #context: StepContext

  constructor(one: Case, place: Place) {
    this.#scenario = one.scenario
    this.#place = place
    this.#cast = new Cast(one, place, () => this.#deadline())
    this.#context = this.#makeContext()
  }

  /** Plays the case to its end, the teardown in any case; answers the first failure. */
  async play(): Promise<Failure | undefined> {
    const first = await caught(async () => {
      await this.#cast.assemble()
      await this.#all('setup')
      await this.#all('steps')
      await this.#settle()
    })
    const late = await caught(() => this.#all('teardown'))
    for (const actor of this.#cast.actors) actor.dispose()
    return first ?? late
  }

  /** A failure as plain data, with its place in the file and the timeline. */
  report({ outcome, message, detail }: Failure): Partial<CaseResult> {
    const { path = [], wanted, got, unanswered } = detail
    const { transcript } = this.#cast
    const { source } = this.#scenario
    const reason = transcript.mask(message)
    if (outcome === 'skip') return { reason }
    const { file, line, column } = source.problem(path, '')
    const failure: CaseFailure = {
      ...{ file, line, column, source: source.excerpt(path) },
      ...(wanted !== undefined && { wanted: transcript.mask(wanted) }),
      ...(got !== undefined && { got: transcript.mask(got) }),
    }
    return { reason, failure, ...(unanswered && { unanswered }), transcript: transcript.entries() }
  }

  async #all(part: 'setup' | 'steps' | 'teardown'): Promise<void> {
    for (const [i, step] of this.#scenario[part].entries()) {
      try {
        await step.run(this.#context)
      } catch (error) {
        const placed = failureOf(error).under([part, i])
        throw part === 'steps' ? placed : placed.asError(`in ${part}: `)
      }
    }
  }

  /** What nothing claimed fails the case. Ending our side brings out what was still on its way. */
  async #settle(): Promise<void> {
    if (this.#scenario.extra === 'allow') return
    const { actors } = this.#cast
    for (const actor of actors) {
      this.#checkClaimed(actor)
      if (actor.surprise) throw actor.surprise
    }
    await Promise.all(actors.map((actor) => actor.close(this.#deadline(LAST_WORDS))))
    // Who leaves is news to others: such events are no fault.
    for (const actor of actors) this.#checkClaimed(actor, ({ kind }) => kind === 'event')
  }

  #checkClaimed(actor: Actor, isNoFault: (reading: Reading) => boolean = () => false): void {
    if (this.#scenario.extra === 'allow') return
    for (let left = actor.take(); left && left.line !== null; left = actor.take()) {
      if (isNoFault(left.reading)) continue
      const detail = { wanted: 'no further line', got: left.line }
      throw new Failure('fail', `${actor.name} received a line that nothing claimed`, detail)
    }
  }

  #deadline(milliseconds = this.#scenario.timeout ?? this.#place.timeout): number {
    return performance.now() + milliseconds * this.#place.timeScale
  }

  #makeContext(): StepContext {
    const { profile, timeScale, signal } = this.#place
    const { scope, transcript, actors } = this.#cast
    const matching = {
      ...{ scope, profile, timeScale },
      deadline: (milliseconds?: number) => this.#deadline(milliseconds),
      keep(captures: Captures) {
        for (const [name, value] of captures.entries()) {
          scope.set(name, value)
          if (/token|password/i.test(name)) transcript.hide(String(value))
        }
      },
    }
    return {
      ...matching,
      ...{ signal, actors },
      file: this.#scenario.source.file,
      actor: (name) => this.#cast.actor(name),
      enter: (actor) => {
        this.#checkClaimed(actor)
        return this.#cast.enter(actor)
      },
      tellSent: (actor, text) => transcript.add(actor, 'sent', text),
      expect: (actor, matchers, path, options = {}) => receiveAll(actor, matchers, path, options, matching),
      weaken: (reason) => {
        this.weakness = reason
      },
    }
  }
}

async function caught(act: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}

/** Anything thrown as a Failure: what is none is a bug of the harness. */
const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('error', `the harness failed: ${error instanceof Error ? error.stack : error}`)

import { schemes } from '../protocol/schemes.js'
import type { Actor } from './actor.js'
import type { Captures } from './captures.js'
import type { Case } from './cases.js'
import { Cast, type Place } from './cast.js'
import { receiveAll } from './expectation.js'
import { Failure } from './failure.js'
import type { Reading } from './profile.js'
import type { CaseFailure, CaseResult, Outcome } from './result.js'
import type { RunningServer } from './running-server.js'
import { type Part, parts, type Scenario } from './scenario.js'
import type { ServerAction } from './steps/server.js'
import type { StepContext } from './steps/step.js'

/** How long a server gets to end its side when a case is over, in milliseconds. */
const LAST_WORDS = 500
/** How long the teardown of a case may take that was interrupted, in milliseconds. */
const INTERRUPTED = 1000
/** More than so many characters of what was wanted and what came tell nothing more. */
const LONGEST = 20_000

/** Whether a case is to have a server to itself, started for it and over no data. */
export const needsOwnServer = ({ scenario }: Case): boolean =>
  scenario.isolation === 'fresh' ||
  parts.some((part) => scenario[part].some(({ step }) => step.key === 'server'))

/** Runs a case; whatever happens becomes its result. */
export async function runCase(one: Case, place: Place): Promise<CaseResult> {
  const started = performance.now()
  const { title, clause, level, tags, needs, protocol, source } = one.scenario
  const end = (outcome: Outcome, more: Partial<CaseResult> = {}): CaseResult => {
    const duration = Math.round(performance.now() - started)
    return { id: one.id, title, clause, level, tags, file: source.file, outcome, duration, ...more }
  }
  if (protocol !== place.profile.protocol) {
    const speaks = `the server's profile ${place.profile.name} is for ${place.profile.protocol}`
    return end('error', { reason: `it is for servers that speak ${protocol}, and ${speaks}` })
  }
  const missing = needs.find((need) => !place.facts.capabilities.has(need))
  if (missing !== undefined) {
    const reason = Object.hasOwn(schemes, missing)
      ? `judged at an address that begins with ${missing}://`
      : `needs ${missing}, which this server does not have`
    return end('skip', { reason })
  }
  let own: RunningServer | undefined
  try {
    if (needsOwnServer(one)) {
      if (!place.launch) {
        const how = 'a profile that says how to start one'
        return end('skip', { reason: `needs a server of its own, and that needs ${how}` })
      }
      own = await place.launch(place.signal)
    }
    const run = new Run(one, own ? { ...place, server: own.url } : place, own)
    const failure = await run.play()
    const told = run.told()
    if (failure) return end(failure.outcome, { ...told, ...run.report(failure) })
    return run.weakness === undefined ? end('pass', told) : end('weak', { ...told, reason: run.weakness })
  } catch (error) {
    return end('error', { reason: error instanceof Failure ? error.message : failureOf(error).message })
  } finally {
    await own?.dispose()
  }
}

class Run {
  /** Why what held is not sure to hold. */
  weakness: string | undefined
  readonly #scenario: Scenario
  readonly #place: Place
  readonly #cast: Cast
  readonly #context: StepContext
  readonly #own: RunningServer | undefined
  readonly #figures: Record<string, number> = {}

  constructor(one: Case, place: Place, own: RunningServer | undefined) {
    this.#own = own
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
    this.#cast.grantLastWords(INTERRUPTED)
    const late = await caught(() => this.#all('teardown'))
    for (const actor of this.#cast.actors) actor.dispose()
    return first ?? late
  }

  /** What is told of every case. */
  told(): Partial<CaseResult> {
    const { transcript } = this.#cast
    return {
      ...(Object.keys(this.#figures).length > 0 && { figures: this.#figures }),
      ...(this.#place.keepTranscripts && { transcript: transcript.entries() }),
    }
  }

  /** A failure as plain data, with its place in the file and the timeline. */
  report({ outcome, message, detail }: Failure): Partial<CaseResult> {
    const { path = [], wanted, got, unanswered, calledAt } = detail
    const { transcript } = this.#cast
    const { source } = this.#scenario
    const told = (text: string) => clipped(transcript.mask(text))
    const reason = told(message)
    if (outcome === 'skip') return { reason }
    const { file, line, column } = (detail.source ?? source).problem(path, '')
    const call = calledAt && source.keyProblem(calledAt, '')
    const failure: CaseFailure = {
      ...{ file, line, column, source: (detail.source ?? source).excerpt(path) },
      ...(call && { calledAt: { file: call.file, line: call.line, column: call.column } }),
      ...(wanted !== undefined && { wanted: told(wanted) }),
      ...(got !== undefined && { got: told(got) }),
    }
    return { reason, failure, ...(unanswered && { unanswered }), transcript: transcript.entries() }
  }

  async #all(part: Part): Promise<void> {
    for (const placedStep of this.#scenario[part]) {
      try {
        await placedStep.step.run(this.#context)
      } catch (error) {
        const placed = failureOf(error).at(placedStep)
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
    const { profile, timeScale } = this.#place
    const cast = this.#cast
    const { scope, transcript, actors } = cast
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
      actors,
      get signal() {
        return cast.signal
      },
      file: this.#scenario.source.file,
      actor: (name) => this.#cast.actor(name),
      enter: (actor) => {
        this.#checkClaimed(actor)
        return this.#cast.enter(actor)
      },
      tellSent: (actor, sent) =>
        transcript.add(actor, 'sent', typeof sent === 'string' ? sent : transcript.shown(sent)),
      expect: (actor, matchers, path, options = {}) => receiveAll(actor, matchers, path, options, matching),
      control: (action) => this.#control(action),
      figure: (name, milliseconds) => {
        this.#figures[name] = milliseconds
      },
      weaken: (reason) => {
        this.weakness = reason
      },
    }
  }

  /** Ends or starts the case's own server. What becomes of the connections is the case's own doing. */
  async #control(action: ServerAction): Promise<void> {
    const server = this.#own!
    this.#cast.transcript.add('(server)', 'note', action)
    if (action !== 'start') for (const actor of this.#cast.actors) actor.release()
    try {
      if (action === 'kill') await server.kill()
      else if (action !== 'start') await server.stop()
      if (action === 'start' || action === 'restart') await server.start()
    } catch (error) {
      throw new Failure('error', `cannot ${action} the server: ${(error as Error).message}`)
    }
  }
}

const clipped = (text: string) =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text

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

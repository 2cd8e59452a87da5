import type { z } from 'zod'
import type { Actor } from '../actor.js'
import type { Received } from '../matcher.js'
import type { Matcher } from '../matcher-schema.js'
import type { Profile } from '../profile.js'
import type { Path } from '../source.js'
import type { Scope } from '../template.js'
import type { ServerAction } from './server.js'

/** What a step works with. */
export interface StepContext {
  readonly profile: Profile
  readonly scope: Scope
  /** The file of the scenario. */
  readonly file: string
  readonly timeScale: number
  readonly signal: AbortSignal
  actor(name: string): Actor
  /** Every actor of the scenario. */
  readonly actors: readonly Actor[]
  /** Connects an actor and, where the scenario has it so, takes the greeting and logs in. */
  enter(actor: Actor): Promise<void>
  /** An instant of `performance.now()`: after the given milliseconds or the case's time-out, stretched by the scale. */
  deadline(milliseconds?: number): number
  /** Puts what was sent on the timeline. */
  tellSent(actor: string, sent: string | Buffer): void
  /** Claims what an actor receives next and compares it; a Failure where it does not match. */
  expect(
    actor: Actor,
    matchers: Matcher | readonly Matcher[],
    path: Path,
    options?: ExpectOptions,
  ): Promise<Received[]>
  /** Starts or ends the server, which the case has to itself. */
  control(action: ServerAction): Promise<void>
  /** Keeps how long something took. */
  figure(name: string, milliseconds: number): void
  /** Has the case end as `weak` where it holds. */
  weaken(reason: string): void
}

export interface ExpectOptions {
  readonly anyOrder?: boolean | undefined
  readonly within?: number | undefined
  readonly scope?: Scope
}

/** What a step of a file became. */
export interface Step {
  readonly key: string
  readonly body: Readonly<Record<string, unknown>>
  run(context: StepContext): Promise<void>
}

/** A kind of step, by its key. The schema, the docs and the runner derive from it. */
export interface StepKind {
  readonly key: string
  readonly summary: string
  readonly example: string
  readonly schema: z.ZodType<Record<string, unknown>>
  step(body: Record<string, unknown>): Step
}

/** Declares a kind of step: `run` does it, and throws a Failure where the server or the connection fails it. */
export function stepKind<S extends z.ZodType<Record<string, unknown>>>(kind: {
  readonly key: string
  readonly summary: string
  readonly example: string
  readonly schema: S
  run(body: z.infer<S>, context: StepContext): Promise<void>
}): StepKind {
  return {
    ...kind,
    step: (body) => ({ key: kind.key, body, run: (context) => kind.run(body as z.infer<S>, context) }),
  }
}

import { z } from 'zod'
import { duration } from '../duration.js'
import { Failure } from '../failure.js'
import type { Received } from '../matcher.js'
import { matcherSchema } from '../matcher-schema.js'
import { perActor } from '../strict.js'
import { together } from '../together.js'
import type { StepContext } from './step.js'

/** One matcher, or a list of them in order. */
export const matchers = z.union([matcherSchema, z.array(matcherSchema).min(1, 'name a matcher')])

/** What a step that acts may carry: what its actors, or others, then receive. */
export const expecting = {
  expect: perActor(matchers).optional(),
  anyOrder: z.boolean().optional(),
  within: duration.optional(),
}

interface Expecting {
  readonly expect?: Readonly<Record<string, z.infer<typeof matchers>>> | undefined
  readonly anyOrder?: boolean | undefined
  readonly within?: number | undefined
}

/** Has every actor of `expect` receive what it should, all at the same time; answers what each received. */
export async function expectAll(
  { expect = {}, anyOrder, within }: Expecting,
  context: StepContext,
): Promise<ReadonlyMap<string, readonly Received[]>> {
  const received = await together(
    Object.entries(expect).map(async ([name, wanted]) => {
      const lines = await context.expect(context.actor(name), wanted, ['expect', name], { anyOrder, within })
      return [name, lines] as const
    }),
    context.actors,
  )
  return new Map(received)
}

/** Does something for each actor of a map at the same time; a failure tells whose it was. */
export async function forEach<V>(
  key: string,
  map: Readonly<Record<string, V>>,
  context: StepContext,
  act: (name: string, value: V) => Promise<void>,
): Promise<void> {
  await together(
    Object.entries(map).map(async ([name, value]) => {
      try {
        await act(name, value)
      } catch (error) {
        throw error instanceof Failure ? error.under([key, name]) : error
      }
    }),
    context.actors,
  )
}

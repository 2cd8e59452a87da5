import { z } from 'zod'
import { isClause } from '../protocol/clauses.js'
import { duration } from './duration.js'
import { levels } from './levels.js'
import type { Step } from './steps/step.js'
import { laterSteps, stepKinds } from './steps/table.js'
import { identifier, strict } from './strict.js'

const line = z.string().regex(/^\S(.*\S)?$/, 'expected one line of text')

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected a text, a number, true or false',
})

const step = z.unknown().transform((input, context): Step => {
  const fail = (message: string, key?: string) => {
    const atKey = key === undefined ? { path: [] } : { path: [key], params: { ofKey: true } }
    context.issues.push({ code: 'custom', message, input, ...atKey })
    return z.NEVER
  }
  const known = [...stepKinds.keys()].join(', ')
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(`expected a step: a map that starts with one of ${known}`)
  }
  const [key] = Object.keys(input)
  const kind = stepKinds.get(key ?? '')
  if (key === undefined || !kind) {
    if (key !== undefined && laterSteps.includes(key))
      return fail(`the step ${key} is not supported yet`, key)
    return fail(`a step starts with what it does: ${known}`, key)
  }
  const read = kind.schema.safeParse(input)
  if (read.success) return kind.step(read.data)
  context.issues.push(...(read.error.issues as z.core.$ZodRawIssue[]))
  return z.NEVER
})

const steps = z.array(step, { error: 'expected a list of steps' })

const actor = strict({
  connect: z.boolean().default(true),
  login: z.boolean().default(true),
  register: z.boolean().default(true),
  greeting: z.boolean().default(true),
  account: identifier.optional(),
})

/** A scenario file. Its keys are docs/scenarios.md's; what is not there yet is refused by name. */
export const scenarioSchema = strict(
  {
    pychat: z.literal(1, { error: 'expected 1, the version of the format' }),
    id: z
      .string()
      .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'expected dotted words such as chat.private.offline'),
    title: line,
    clause: z
      .array(z.string().refine(isClause, 'expected the id of a clause of docs/protocol.md'))
      .default([]),
    level: z.enum(levels, { error: `expected one of ${levels.join(', ')}` }).default('should'),
    tags: z.array(line).default([]),
    needs: z.array(line).default([]),
    isolation: z
      .enum(['names', 'exclusive'], {
        error: ({ input }) =>
          input === 'fresh' ? 'fresh is not supported yet' : 'expected names or exclusive',
      })
      .default('names'),
    extra: z.literal('allow', { error: 'expected allow, or no such key' }).optional(),
    timeout: duration.optional(),
    vars: z.record(identifier, scalar).default({}),
    cases: z
      .array(z.record(identifier, scalar), {
        error: 'expected a list of rows; rows from a file are not supported yet',
      })
      .min(1)
      .optional(),
    actors: z
      .record(identifier, actor, {
        error: ({ code }) => (code === 'invalid_type' ? 'expected a map of actors' : undefined),
      })
      .refine((actors) => Object.keys(actors).length > 0, 'name an actor'),
    setup: steps.default([]),
    steps: steps.refine((list) => list.length > 0, 'expected a step'),
    teardown: steps.default([]),
  },
  ['use', 'load'],
)

/** How an actor takes part. */
export type ActorOptions = z.infer<typeof actor>

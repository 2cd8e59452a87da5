import { z } from 'zod'
import { clauseIds } from '../protocol/clauses.js'
import { duration } from './duration.js'
import { levels } from './levels.js'
import { expecting } from './steps/expecting.js'
import type { Step } from './steps/step.js'
import { stepKinds } from './steps/table.js'
import { identifier, line, nearby, strict, version } from './strict.js'

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected a text, a number, true or false',
})

/** A step as the runner needs it: of the kind that one of its keys names, its errors those of that kind alone. */
export const stepSchema = z.unknown().transform((input, context): Step => {
  const fail = (message: string, key?: string) => {
    const atKey = key === undefined ? { path: [] } : { path: [key], params: { ofKey: true } }
    context.issues.push({ code: 'custom', message, input, ...atKey })
    return z.NEVER
  }
  const known = [...stepKinds.keys()].join(', ')
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(`expected a step: a map that starts with one of ${known}`)
  }
  const keys = Object.keys(input)
  const [first = ''] = keys
  const doing = keys.find((key) => key !== 'expect' && stepKinds.has(key))
  const kind = stepKinds.get(doing ?? (Object.hasOwn(expecting, first) ? 'expect' : ''))
  if (!kind) return fail(`a step starts with what it does: ${known}`, keys[0])
  const read = kind.schema.safeParse(input)
  if (read.success) return kind.step(read.data)
  context.issues.push(...(read.error.issues as z.core.$ZodRawIssue[]))
  return z.NEVER
})

/** A step as editors need it: of any kind. */
const anyStep = z.union([...stepKinds.values()].map(({ schema, summary }) => schema.describe(summary)))

const names = z.array(identifier).default([])

const row = z.record(identifier, scalar)

/** The rows of a file of rows. */
export const rowsSchema = z.array(row, { error: 'expected a list of rows' }).min(1, 'expected a row')

const rowsFile = nearby.regex(/\.(ya?ml|csv)$/, 'expected a .yaml or .csv file')

const macrosFile = z
  .string()
  .regex(/^(?![/\\]).*\.ya?ml$/, 'expected the path of a .yaml file, seen from this one')

const actor = strict({
  connect: z.boolean().default(true).describe('false: not there at first'),
  login: z.boolean().default(true).describe('false: connects without logging in'),
  register: z.boolean().default(true).describe('false: no account has the name'),
  greeting: z.boolean().default(true).describe('false: the greeting is left to be expected'),
  account: identifier.optional().describe('another connection of this actor’s account'),
})

/** How an actor takes part. */
export type ActorOptions = z.infer<typeof actor>

const stepsOf = <S extends z.ZodType>(one: S) => z.array(one, { error: 'expected a list of steps' })

const someStepsOf = <S extends z.ZodType>(one: S) =>
  stepsOf(one).refine((list) => list.length > 0, 'expected a step')

const scenarioOf = <S extends z.ZodType>(one: S) =>
  strict(
    {
      pychat: version.describe('the version of the format'),
      id: z
        .string()
        .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'expected dotted words such as chat.private.offline')
        .describe('dotted words, stable for ever'),
      title: line.describe('the rule in words, one line'),
      protocol: z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/, 'expected a word such as irc')
        .default('py-chat')
        .describe('what the servers speak that it is for'),
      clause: z
        .array(z.union([z.enum(clauseIds), z.string().min(1)], { error: 'expected the id of a clause' }))
        .default([])
        .describe('the clauses that the rule stands on'),
      level: z
        .enum(levels, { error: `expected one of ${levels.join(', ')}` })
        .default('should')
        .describe('how binding the rule is'),
      tags: z.array(line).default([]).describe('words to choose scenarios by'),
      needs: z.array(line).default([]).describe('capabilities without which it is skipped'),
      isolation: z
        .enum(['names', 'fresh', 'exclusive'], { error: 'expected names, fresh or exclusive' })
        .default('names')
        .describe('side by side with others, on a server of its own, or alone'),
      extra: z
        .literal('allow', { error: 'expected allow, or no such key' })
        .optional()
        .describe('what nothing claimed is no fault'),
      timeout: duration.optional().describe('how long a wait lasts at the most'),
      vars: row.default({}).describe('names for values'),
      cases: z
        .union([rowsSchema, rowsFile], { error: 'expected a list of rows, or the name of a file of them' })
        .optional()
        .describe('rows, or a CSV or YAML file of them; each is a case of its own'),
      use: z.array(macrosFile).default([]).describe('files of macros'),
      actors: z
        .record(identifier, actor, {
          error: ({ code }) => (code === 'invalid_type' ? 'expected a map of actors' : undefined),
        })
        .refine((actors) => Object.keys(actors).length > 0, 'name an actor')
        .describe('who is there'),
      setup: stepsOf(one).default([]).describe('what goes wrong here says nothing about the rule'),
      steps: someStepsOf(one).describe('what happens'),
      teardown: stepsOf(one).default([]).describe('runs in any case'),
      load: z.never({ error: 'load is not supported yet' }).optional(),
    },
    ['load'],
  )

const macrosOf = <S extends z.ZodType>(one: S) =>
  strict({
    pychat: version,
    macros: z
      .record(
        identifier,
        strict({
          title: line.optional().describe('what it does, one line'),
          actors: names.describe('the actors that a call names'),
          values: names.describe('the values that a call gives, references in the steps'),
          captures: names.describe('the captures that a call may name; by their own names otherwise'),
          steps: someStepsOf(one),
        }),
        { error: ({ code }) => (code === 'invalid_type' ? 'expected a map of macros' : undefined) },
      )
      .refine((macros) => Object.keys(macros).length > 0, 'expected a macro'),
  })

/** A scenario file. Its keys are docs/scenarios.md's; what is not there yet is refused by name. */
export const scenarioSchema = scenarioOf(stepSchema)

/** A file of macros: steps with the names left open. */
export const macrosSchema = macrosOf(stepSchema)

/** The same two as JSON Schema (2020-12), for editors. */
export function fileJsonSchema(): object {
  const file = z.union([scenarioOf(anyStep), macrosOf(anyStep)])
  const schema = z.toJSONSchema(file, { io: 'input', unrepresentable: 'any', reused: 'ref' })
  return { title: 'A scenario, or a file of macros, of pychat', ...schema }
}

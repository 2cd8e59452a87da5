import { z } from 'zod'
import { identifier, strict } from '../strict.js'
import { stepKind } from './step.js'

const argument = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected a name, a text or a number',
})

/** Which macros, in order, each with its arguments. */
export const callsSchema = z
  .record(identifier, z.record(identifier, argument, { error: 'expected a map of arguments' }), {
    error: 'expected a map of a macro and its arguments',
  })
  .refine((calls) => Object.keys(calls).length > 0, 'name a macro')

export type Calls = z.infer<typeof callsSchema>

export const call = stepKind({
  key: 'call',
  summary: 'Does the steps of a macro from a file that `use` names, with these actors, values and captures',
  example: 'call: {befriend: {one: ann, other: bob}}',
  schema: strict({ call: callsSchema }),
  async run() {
    throw new Error('a call becomes the steps of its macro when the file is read')
  },
})

import { isAbsolute, normalize } from 'node:path'
import { z } from 'zod'

/**
 * A map of known keys. Any other key is an error that names the keys it might have been, but for `later`, those that
 * are reserved for what is not there yet.
 */
export function strict<S extends z.core.$ZodLooseShape>(shape: S, later: readonly string[] = []) {
  const known = Object.keys(shape).filter((key) => !later.includes(key))
  return z.strictObject(shape, {
    error(issue) {
      if (issue.code === 'invalid_type') return `expected a map of ${known.join(', ')}`
      return issue.code === 'unrecognized_keys' ? `unknown key; known here: ${known.join(', ')}` : undefined
    },
  })
}

/** A text on one line. */
export const line = z.string().regex(/^\S(.*\S)?$/, 'expected one line of text')

/** The version of the format of scenarios, macros and profiles. */
export const version = z.literal(1, { error: 'expected 1, the version of the format' })

/** The name of an actor, a variable or a capture. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name is letters, digits and _, and starts with a letter')

/** One or more names of actors. */
export const actorNames = z.array(identifier).min(1, 'name an actor')

/** A value for each of one or more actors. */
export const perActor = <V extends z.core.$ZodType>(value: V) =>
  z
    .record(identifier, value, {
      error: (issue) => (issue.code === 'invalid_type' ? 'expected a map of actors' : undefined),
    })
    .refine((map) => Object.keys(map).length > 0, 'name an actor')

/** A file beside the scenario: never one outside its folder. */
export const nearby = z
  .string()
  .refine(
    (path) => !isAbsolute(path) && !normalize(path).startsWith('..'),
    'expected a path inside the folder of the scenario',
  )

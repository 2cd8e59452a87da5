import { z } from 'zod'
import { isCompilable } from '../regex.js'
import { references } from '../template.js'

/** A text whose `${…}` are among these names. */
export const template = (...names: readonly string[]) =>
  z.string().refine((text) => unknownIn(text, names) === undefined, {
    error: ({ input }) => `\${${unknownIn(input, names)}} is not known here; ${known(names)}`,
  })

/** A line to send. */
export const lineToSend = (...names: readonly string[]) =>
  template(...names).refine((text) => !/[\r\n]/.test(text), 'one line; its end is added')

/** `/re/`, whose `${…}` are among these names. */
export const pattern = (...names: readonly string[]) =>
  template(...names)
    .regex(/^\/.+\/$/, 'expected a regular expression between slashes: /…/')
    .refine(isCompilable, NOT_COMPILABLE)

/** `ok`, which it is unless given, or `/re/`. */
export const okOrPattern = (...names: readonly string[]) =>
  template(...names)
    .regex(/^(?:ok|\/.+\/)$/, 'expected ok, or a regular expression between slashes: /…/')
    .refine(isCompilable, NOT_COMPILABLE)
    .default('ok')

const NOT_COMPILABLE = 'this regular expression does not compile'

const unknownIn = (text: unknown, names: readonly string[]) =>
  references(String(text)).find((name) => !names.includes(name))

const known = (names: readonly string[]) =>
  names.length === 0
    ? 'no name is, and $${ stands for a literal one'
    : `known are ${names.map((name) => `\${${name}}`).join(', ')}`

import { z } from 'zod'

const units = { ms: 1, s: 1000, m: 60_000 } as const
const FORM = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)$/

/** An hour: more is a slip, and stretched by a scale more than a timer holds. */
const LONGEST = 3_600_000

const milliseconds = (text: string): number => {
  const [, amount, unit] = FORM.exec(text)!
  return Number(amount) * units[unit as keyof typeof units]
}

/** A duration as scenario files write it, `500ms`, `5s` or `2m`; its value is in milliseconds. */
export const duration = z
  .string({ error: 'expected a duration such as 500ms or 5s' })
  .regex(FORM, 'expected a duration such as 500ms or 5s')
  .refine((text) => !FORM.test(text) || milliseconds(text) <= LONGEST, 'an hour, 60m, is the most')
  .transform(milliseconds)

/** An upper bound, `<500ms`; its value is in milliseconds. */
export const bound = z
  .string({ error: 'expected a bound such as <500ms' })
  .regex(new RegExp(FORM.source.replace('^', '^<')), 'expected a bound such as <500ms')
  .transform((text) => milliseconds(text.slice(1)))

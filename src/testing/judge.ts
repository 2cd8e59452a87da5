import { ChatError } from '../client/chat-error.js'
import { likeness } from './likeness.js'
import { Nothing } from './received.js'

/** What vitest and Jest give a matcher as `this`, as far as these use it. */
export interface MatcherContext {
  readonly isNot?: boolean
  readonly customTesters?: unknown[]
  equals(a: unknown, b: unknown, customTesters?: unknown[]): boolean
  readonly utils: {
    matcherHint(name: string, received?: string, expected?: string, options?: { isNot?: boolean }): string
    stringify(value: unknown, maxDepth?: number, options?: { min: boolean }): string
    EXPECTED_COLOR(text: string): string
    RECEIVED_COLOR(text: string): string
    diff(expected: unknown, received: unknown): string | null | undefined
    readonly iterableEquality: unknown
    readonly subsetEquality: unknown
  }
}

/** What a matcher came to; a promise where it was given one. */
export type Verdict = Settled | Promise<Settled>

interface Settled {
  readonly pass: boolean
  readonly message: () => string
}

/** How a matcher is called, and what it wants, in words. */
interface Question {
  readonly name: string
  readonly subject: 'reply' | 'event' | 'run'
  readonly argument?: string
  readonly wanted: string
}

/** Where a value is not like the pattern: both as a diff is to show them. */
interface Difference {
  readonly expected: unknown
  readonly received: unknown
}

/** Asks a question of what a test holds, once that is settled. What cannot be read fails it either way. */
export function judge<T extends { readonly shown: string }>(
  context: MatcherContext,
  question: Question,
  received: unknown,
  read: (settled: unknown) => T | Nothing,
  find: (reading: T) => boolean | Difference,
): Verdict {
  const settle = (settled: unknown): Settled => {
    const reading = settled instanceof Nothing ? settled : read(settled)
    const found = reading instanceof Nothing ? context.isNot === true : find(reading)
    return { pass: found === true, message: () => explain(context, question, reading.shown, found) }
  }
  return isPromise(received) ? outcomeOf(received).then(settle) : settle(received)
}

/** What a promise resolves with, or the ChatError that it rejects with. Other errors are the caller's own. */
async function outcomeOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof ChatError) return error
    throw error
  }
}

function explain(
  { isNot = false, utils }: MatcherContext,
  { name, subject, argument = '', wanted }: Question,
  shown: string,
  found: boolean | Difference,
): string {
  const hint = utils.matcherHint(name, subject, argument, { isNot })
  if (typeof found === 'object') return `${hint}\n\n${utils.diff(found.expected, found.received) ?? shown}`
  return [
    `${hint}\n`,
    `Expected: ${isNot ? 'not ' : ''}${utils.EXPECTED_COLOR(wanted)}`,
    `Received: ${utils.RECEIVED_COLOR(shown)}`,
  ].join('\n')
}

/** Compares as `toMatchObject` does. */
export function compare(context: MatcherContext, value: unknown, pattern: unknown): true | Difference {
  const { customTesters = [], utils } = context
  const testers = [...customTesters, utils.iterableEquality, utils.subsetEquality]
  const matches = (part: unknown, like: unknown) => context.equals(part, like, testers)
  return matches(value, pattern) || { expected: pattern, received: likeness(value, pattern, matches) }
}

/** Whether it is a promise of any kind. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

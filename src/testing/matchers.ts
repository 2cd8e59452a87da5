import { isRefusalCode, type RefusalCode } from '../protocol/refusals.js'
import { compare, isPromise, judge, type MatcherContext, type Verdict } from './judge.js'
import { Nothing, readEvent, readReply, readRun } from './received.js'

/** How long an event is waited for unless told otherwise, in milliseconds. */
const PATIENCE = 2000

/** What a timer can count. */
const LONGEST = 2 ** 31 - 1

/**
 * Matchers for `expect.extend` of vitest and of Jest. They take what the client's methods give, settled or as a promise,
 * and lines as any other client has them. Where there is nothing to judge (a time-out, a lost connection, a value of
 * another kind) a matcher fails and so does its `.not`: no test passes for want of an answer.
 */
export const matchers = {
  /** A `success`. */
  toSucceed(this: MatcherContext, received: unknown): Verdict {
    const question = { name: 'toSucceed', subject: 'reply', wanted: 'success' } as const
    return judge(this, question, received, readReply, ({ succeeded }) => succeeded)
  },

  /** A `success` whose value is like the pattern, as `toMatchObject` has it. */
  toSucceedWith(this: MatcherContext, received: unknown, pattern: unknown): Verdict {
    const wanted = `success with ${inline(this, pattern)}`
    const question = { name: 'toSucceedWith', subject: 'reply', argument: 'value', wanted } as const
    return judge(
      this,
      question,
      received,
      readReply,
      ({ value }) => value !== undefined && compare(this, value, pattern),
    )
  },

  /** A `failed`: any, one with this code, or one whose line matches. */
  toBeRefused(this: MatcherContext, received: unknown, cause?: RefusalCode | RegExp): Verdict {
    if (typeof cause === 'string' && !isRefusalCode(cause))
      throw new TypeError(`toBeRefused: the protocol has no refusal ${JSON.stringify(cause)}`)
    const wanted = cause instanceof RegExp ? `failed, matching ${cause}` : `failed ${cause ?? ''}`.trimEnd()
    const question = { name: 'toBeRefused', subject: 'reply', argument: 'cause', wanted } as const
    return judge(this, question, received, readReply, ({ succeeded, code, line }) => {
      if (succeeded || cause === undefined) return !succeeded
      return cause instanceof RegExp ? line.search(cause) >= 0 : code === cause
    })
  },

  /** An event: any, or one that is like the pattern. A promise of one is waited for `within` milliseconds, 2,000 unless given. */
  toBeEvent(
    this: MatcherContext,
    received: unknown,
    pattern: Readonly<Record<string, unknown>> = {},
    { within = PATIENCE }: { readonly within?: number } = {},
  ): Verdict {
    const wanted = `event ${inline(this, pattern)}`
    const question = { name: 'toBeEvent', subject: 'event', argument: 'pattern', wanted } as const
    const awaited = isPromise(received) ? inTime(received, within) : received
    return judge(
      this,
      question,
      awaited,
      readEvent,
      ({ event }) => event !== undefined && compare(this, event, pattern),
    )
  },

  /** The result of a run in which no rule was broken. */
  toHold(this: MatcherContext, received: unknown): Verdict {
    const question = { name: 'toHold', subject: 'run', wanted: 'held' } as const
    return judge(this, question, received, readRun, ({ held }) => held)
  },
}

type Arguments<M> = M extends (this: MatcherContext, received: unknown, ...args: infer A) => unknown
  ? A
  : never

/** The matchers as `expect(…)` has them: over a promise they have to be awaited. */
export type Assertions = {
  [M in keyof typeof matchers]: (...args: Arguments<(typeof matchers)[M]>) => void | Promise<void>
}

/** The matchers as `expect` has them, to stand in a pattern. */
export type AsymmetricMatchers = {
  [M in keyof typeof matchers]: (...args: Arguments<(typeof matchers)[M]>) => unknown
}

const inline = ({ utils }: MatcherContext, value: unknown) => utils.stringify(value, undefined, { min: true })

/** What a promise resolves with, or why there is nothing after so long. */
async function inTime(promise: PromiseLike<unknown>, within: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Nothing(`no event within ${within} ms`)), Math.min(within, LONGEST))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

import { closest, distance } from 'fastest-levenshtein'
import { isVerb, verbNames } from '../../protocol/verbs.js'
import type { Matcher } from '../matcher-schema.js'
import { pyChat } from '../py-chat-profile.js'
import type { PlacedStep, Scenario } from '../scenario.js'
import type { Problem } from '../source.js'
import { eachStep, linesOf, problemAt } from './placed.js'

/** Keywords that are no verbs, where the scenario does not expect them to fail: those are slips. Polls that change something. */
export function lintVerbs(scenario: Scenario): Problem[] {
  const steps = eachStep(scenario)
  return [...lintPolls(steps), ...lintKeywords(steps)]
}

function lintPolls(steps: readonly PlacedStep[]): Problem[] {
  return steps.flatMap((placed) =>
    linesOf(placed.step)
      .filter(({ line }) => placed.step.key === 'poll' && isVerb(keywordOf(line)) && !pyChat.isSafe(line))
      .map(({ line, where }) =>
        problemAt(placed, where, `poll sends again and again, and ${keywordOf(line)} is no safe read`),
      ),
  )
}

const keywordOf = (line: string) => line.split(' ', 1)[0]!

function lintKeywords(steps: readonly PlacedStep[]): Problem[] {
  return steps.flatMap((placed, i) =>
    linesOf(placed.step)
      .filter(({ actor, line }) => {
        const keyword = keywordOf(line)
        const isOpen = keyword.includes('${') || isVerb(keyword)
        return !isOpen && !mayFail(nextExpected(actor, steps.slice(i)))
      })
      .map(({ line, where }) => {
        const keyword = keywordOf(line)
        const near = nearest(keyword)
        const hint = near === undefined ? 'docs/protocol.md lists them' : `did you mean ${near}?`
        const message = `${JSON.stringify(keyword)} is no verb; ${hint} (where that is the point, expect fail)`
        return problemAt(placed, where, message)
      }),
  )
}

/** What an actor is first expected to receive from a step on. */
function nextExpected(actor: string, steps: readonly PlacedStep[]): Matcher | undefined {
  for (const { step } of steps) {
    const expected = (step.body.expect as Record<string, Matcher | Matcher[]> | undefined)?.[actor]
    if (expected !== undefined) return Array.isArray(expected) ? expected.find(mayFail) : expected
  }
  return undefined
}

/** Whether a matcher lets a refusal, or the end of the connection, through. */
function mayFail(matcher: Matcher | undefined): boolean {
  if (matcher === undefined) return false
  if (typeof matcher === 'string') return matcher !== 'ok' && !matcher.startsWith('success')
  if (matcher.oneOf) return matcher.oneOf.some(mayFail)
  return !(matcher.ok || matcher.json !== undefined || matcher.items !== undefined || matcher.take)
}

/** The verb that a slip of one or two letters makes it. */
function nearest(keyword: string): string | undefined {
  const wanted = keyword.toUpperCase()
  const near = closest(wanted, verbNames)
  return distance(near, wanted) <= 2 ? near : undefined
}

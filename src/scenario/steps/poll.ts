import { z } from 'zod'
import type { Actor } from '../actor.js'
import { Captures } from '../captures.js'
import { duration } from '../duration.js'
import { isPast } from '../expectation.js'
import { Failure } from '../failure.js'
import { match, type Received } from '../matcher.js'
import { type Matcher, matcherSchema } from '../matcher-schema.js'
import { pause } from '../pause.js'
import { perActor, strict } from '../strict.js'
import { fill } from '../template.js'
import { forEach } from './expecting.js'
import { type StepContext, stepKind } from './step.js'

/** Between two tries, in milliseconds: quick at first, then patient. */
const FIRST_GAP = 5
const LAST_GAP = 200

export const poll = stepKind({
  key: 'poll',
  summary: 'Sends a line again and again until its reply matches; only reads that change nothing',
  example: `poll: {ann: CONTACT-GET}\nuntil: {json: [{name: '\${bob}', online: false}]}`,
  schema: strict({ poll: perActor(z.string()), until: matcherSchema, within: duration.optional() }),
  async run({ poll, until, within }, context) {
    await forEach('poll', poll, context, async (name, text) => {
      const line = fill(text, context.scope)
      if (!context.profile.isSafe(line)) {
        throw new Failure('error', `poll sends again and again, and ${line.split(' ', 1)[0]} is no safe read`)
      }
      const actor = context.actor(name)
      const deadline = context.deadline(within)
      const beside: Received[] = []
      for (let gap = FIRST_GAP; ; gap = Math.min(gap * 2, LAST_GAP)) {
        await actor.sendLine(line, deadline)
        const received = await replyTo(actor, until, deadline, beside, context)
        const mismatch = match(until, received, new Captures(), context)
        if (!mismatch) {
          actor.putBack([received])
          await context.expect(actor, until, [])
          actor.putBack(beside)
          return
        }
        if (performance.now() + gap >= deadline || context.signal.aborted || received.line === null) {
          const got = mismatch.got ?? received.line ?? 'the end of the connection'
          throw new Failure('fail', `${name} asked until the time was over`, { wanted: mismatch.wanted, got })
        }
        await pause(gap, context.signal)
      }
    })
  },
})

/** The next line that is no event; events that `past` does not let by are put beside, for who expects them later. */
async function replyTo(
  actor: Actor,
  until: Matcher,
  deadline: number,
  beside: Received[],
  context: StepContext,
): Promise<Received> {
  for (;;) {
    const received = await actor.receive(deadline)
    if (isPast(until, received, context)) continue
    if (received.reading.kind !== 'event') return received
    beside.push(received)
  }
}

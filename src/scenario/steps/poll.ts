import { z } from 'zod'
import { Captures } from '../captures.js'
import { duration } from '../duration.js'
import { Failure } from '../failure.js'
import { match } from '../matcher.js'
import { matcherSchema } from '../matcher-schema.js'
import { pause } from '../pause.js'
import { perActor, strict } from '../strict.js'
import { fill } from '../template.js'
import { forEach } from './expecting.js'
import { stepKind } from './step.js'

/** Between two tries, in milliseconds: quick at first, then patient. */
const FIRST_GAP = 5
const LAST_GAP = 200

export const poll = stepKind({
  key: 'poll',
  summary: 'Sends a line again and again until its reply matches; only reads that change nothing',
  example: `poll: {ann: CONTACT-GET}\nuntil: {json: [{name: '\${bob}', online: false}]}`,
  schema: strict({ poll: perActor(z.string()), until: matcherSchema, within: duration.optional() }),
  async run({ poll, until, within }, context) {
    await forEach('poll', poll, async (name, text) => {
      const line = fill(text, context.scope)
      if (!context.profile.isSafe(line)) {
        throw new Failure('error', `poll sends again and again, and ${line.split(' ', 1)[0]} is no safe read`)
      }
      const actor = context.actor(name)
      const deadline = context.deadline(within)
      for (let gap = FIRST_GAP; ; gap = Math.min(gap * 2, LAST_GAP)) {
        await actor.sendLine(line, deadline)
        const received = await actor.receive(deadline)
        const mismatch = match(until, received, new Captures(), context)
        if (!mismatch) {
          actor.putBack([received])
          await context.expect(actor, until, [])
          return
        }
        if (performance.now() + gap >= deadline || context.signal.aborted) {
          const got = mismatch.got ?? received.line ?? 'the end of the connection'
          throw new Failure('fail', `${name} asked until the time was over`, { wanted: mismatch.wanted, got })
        }
        await pause(gap, context.signal)
      }
    })
  },
})

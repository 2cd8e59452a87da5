import type { Actor } from '../actor.js'
import { enact } from '../exchange.js'
import { Failure } from '../failure.js'
import type { Received } from '../matcher.js'
import { pause } from '../pause.js'
import { actorNames, strict } from '../strict.js'
import { together } from '../together.js'
import { type StepContext, stepKind } from './step.js'

/** How long to listen where the server has no barrier. */
const SETTLE = 250

export const quiet = stepKind({
  key: 'quiet',
  summary:
    'Nothing has arrived: told by a barrier through all who sent something, then through the quiet ones',
  example: 'quiet: [bob]',
  schema: strict({ quiet: actorNames }),
  async run({ quiet }, context) {
    const actors = quiet.map((name) => context.actor(name))
    if (context.profile.barrier === undefined) {
      await pause(SETTLE * context.timeScale, context.signal)
      context.weaken(`the profile ${context.profile.name} has no barrier: listened for a while`)
    } else {
      const senders = context.actors.filter(
        (actor) => actor.isRecent && actor.isOpen && !actors.includes(actor),
      )
      await together(
        senders.map(async (actor) => actor.putBack(await barrier(actor, context))),
        context.actors,
      )
    }
    await together(
      actors.map(async (actor, i) => {
        const early = actor.take()
        if (early) throw noise(actor, early, i)
        if (context.profile.barrier === undefined) return
        const [late] = await barrier(actor, context)
        if (late) throw noise(actor, late, i)
      }),
      context.actors,
    )
  },
})

/** Makes a round trip; answers what came before the reply. */
async function barrier(actor: Actor, context: StepContext): Promise<readonly Received[]> {
  if (context.profile.answersEach && actor.isBusy) {
    const message = `a round trip of ${actor.name} would take the reply to what it sent before: expect that first`
    throw new Failure('error', message)
  }
  const { last, before } = await enact(actor, context.profile.barrier!, context.deadline())
  if (last.line === null)
    throw new Failure('fail', `the connection of ${actor.name} ended`, { got: 'the end' })
  actor.isRecent = false
  return before
}

const noise = (actor: Actor, { line }: Received, index: number) =>
  new Failure('fail', `${actor.name} was to receive nothing`, {
    path: ['quiet', index],
    wanted: 'nothing',
    got: line ?? 'the end of the connection',
  })

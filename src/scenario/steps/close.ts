import { actorNames, strict } from '../strict.js'
import { together } from '../together.js'
import { expectAll, expecting } from './expecting.js'
import { stepKind } from './step.js'

/** How long a server gets to end its side; whether it must is for `eof` to say. */
const GRACE = 1000

export const close = stepKind({
  key: 'close',
  summary: "Ends the actors' side of their connections; what the server still sends can be expected",
  example: 'close: [bob]',
  schema: strict({ close: actorNames, ...expecting }),
  async run({ close, ...rest }, context) {
    const actors = close.map((name) => context.actor(name))
    for (const actor of actors) if (actor.isOpen && actor.isBusy) actor.needStream('half-close')
    await together(
      actors.map((actor) => actor.close(context.deadline(GRACE))),
      context.actors,
    )
    await expectAll(rest, context)
  },
})

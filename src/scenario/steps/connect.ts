import { actorNames, strict } from '../strict.js'
import { together } from '../together.js'
import { expectAll, expecting } from './expecting.js'
import { stepKind } from './step.js'

export const connect = stepKind({
  key: 'connect',
  summary: 'Connects actors; the greeting is taken and the actor logged in, unless the actor says otherwise',
  example: 'connect: [bob]',
  schema: strict({ connect: actorNames, ...expecting }),
  async run({ connect, ...rest }, context) {
    await together(
      connect.map((name) => context.enter(context.actor(name))),
      context.actors,
    )
    await expectAll(rest, context)
  },
})

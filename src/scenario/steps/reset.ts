import { actorNames, strict } from '../strict.js'
import { stepKind } from './step.js'

export const reset = stepKind({
  key: 'reset',
  summary: 'Breaks the connections of actors (RST); what was not read is dropped',
  example: 'reset: [bob]',
  schema: strict({ reset: actorNames }),
  async run({ reset }, context) {
    for (const name of reset) context.actor(name).reset()
  },
})

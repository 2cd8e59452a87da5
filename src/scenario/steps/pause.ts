import { actorNames, strict } from '../strict.js'
import { stepKind } from './step.js'

export const pause = stepKind({
  key: 'pause',
  summary: 'Actors take no more bytes from the network, as a reader that stands still, until they resume',
  example: 'pause: [bob]',
  schema: strict({ pause: actorNames }),
  async run({ pause }, context) {
    for (const name of pause) context.actor(name).pause()
  },
})

export const resume = stepKind({
  key: 'resume',
  summary: 'Actors take bytes from the network again',
  example: 'resume: [bob]',
  schema: strict({ resume: actorNames }),
  async run({ resume }, context) {
    for (const name of resume) context.actor(name).resume()
  },
})

import { z } from 'zod'
import { duration } from '../duration.js'
import { perActor, strict } from '../strict.js'
import { expectAll, matchers } from './expecting.js'
import { stepKind } from './step.js'

export const expect = stepKind({
  key: 'expect',
  summary: 'Has actors receive these lines, in order unless anyOrder, within a bound where one is given',
  example: 'expect: {bob: {event: {type: message}}}',
  schema: strict({
    expect: perActor(matchers),
    anyOrder: z.boolean().optional(),
    within: duration.optional(),
  }),
  async run(body, context) {
    await expectAll(body, context)
  },
})

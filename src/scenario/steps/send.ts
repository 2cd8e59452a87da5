import { z } from 'zod'
import { rowOf, verbNames } from '../../protocol/verbs.js'
import { perActor, strict } from '../strict.js'
import { fill } from '../template.js'
import { expectAll, expecting, forEach } from './expecting.js'
import { stepKind } from './step.js'

const line = z
  .string()
  .refine((text) => !/[\r\n]/.test(text), 'one line; use raw to send line ends of your own')
  .meta({ examples: verbNames.map((verb) => rowOf(verb).example) })

export const send = stepKind({
  key: 'send',
  summary: 'Sends a line; its end is added',
  example: `send: {ann: 'CHAT-PRIVATE-SEND \${bob} hi'}`,
  schema: strict({ send: perActor(line), ...expecting, name: z.string().min(1).optional() }),
  async run({ send, name: figure, ...rest }, context) {
    await forEach('send', send, context, (name, text) =>
      context.actor(name).sendLine(fill(text, context.scope), context.deadline()),
    )
    const received = await expectAll(rest, context)
    if (figure === undefined) return
    const took = Object.keys(send).flatMap((name) => (received.get(name) ?? []).map(({ took }) => took))
    if (took.length > 0) context.figure(figure, Math.round(Math.max(...took) * 10) / 10)
  },
})

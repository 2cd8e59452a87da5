import { bytesOf, count, numberOf, piecesSchema } from '../bytes.js'
import { duration } from '../duration.js'
import { Failure } from '../failure.js'
import { pause } from '../pause.js'
import { perActor, strict } from '../strict.js'
import { expectAll, expecting, forEach } from './expecting.js'
import { stepKind } from './step.js'

/** More packets than this in one step is a mistake in a scenario. */
const MOST_CHUNKS = 100_000

export const raw = stepKind({
  key: 'raw',
  summary: 'Sends exact bytes; chunk cuts them into packets of so many bytes, gap waits between these',
  example: "raw: {ann: [{text: 'CONTACT-GET'}, {hex: 0d0a}]}",
  schema: strict({
    raw: perActor(piecesSchema),
    chunk: count.optional(),
    gap: duration.optional(),
    ...expecting,
  }),
  async run({ raw, chunk, gap, ...rest }, context) {
    await forEach('raw', raw, context, async (name, pieces) => {
      const actor = context.actor(name)
      const bytes = await bytesOf(pieces, context.scope, context.file)
      if (chunk !== undefined || !areLines(bytes)) actor.needStream('raw bytes')
      const size = chunk === undefined ? bytes.length : numberOf(chunk, context.scope)
      if (bytes.length > size * MOST_CHUNKS) throw new Failure('error', `more than ${MOST_CHUNKS} chunks`)
      context.tellSent(name, bytes)
      actor.owe(bytes)
      for (let at = 0; at < bytes.length; at += size) {
        if (at > 0) await pause(gap ?? 0, context.signal)
        await actor.send(bytes.subarray(at, at + size), context.deadline())
      }
    })
    await expectAll(rest, context)
  },
})

const LF = 0x0a
const CR = 0x0d

/** Whether there is nothing but whole lines, which can be sent as such. */
const areLines = (bytes: Buffer) => bytes.at(-1) === LF && !bytes.includes(CR)

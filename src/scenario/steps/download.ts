import { createHash } from 'node:crypto'
import { z } from 'zod'
import { bytesOf, piecesSchema } from '../bytes.js'
import { Failure } from '../failure.js'
import { digest, matcherSchema } from '../matcher-schema.js'
import { perActor, strict } from '../strict.js'
import { fill } from '../template.js'
import { forEach } from './expecting.js'
import { stepKind } from './step.js'

export const download = stepKind({
  key: 'download',
  summary:
    'Sends a line, takes its success and then the bytes that follow; they must be these, or have this SHA-256',
  example: `download: {bob: {line: 'FILE-GET-PRIVATE \${ann} \${code}', bytes: [{text: hello}]}}`,
  schema: strict({
    download: perActor(
      strict({
        line: z.string(),
        bytes: piecesSchema.optional(),
        sha256: digest.optional(),
        reply: matcherSchema.optional(),
      }).refine(
        ({ bytes, sha256 }) => (bytes === undefined) !== (sha256 === undefined),
        'expected bytes or sha256',
      ),
    ),
  }),
  async run({ download }, context) {
    await forEach('download', download, context, async (name, { line, bytes, sha256, reply = 'ok' }) => {
      const actor = context.actor(name)
      const wanted = bytes && (await bytesOf(bytes, context.scope, context.file))
      await actor.sendLine(fill(line, context.scope), context.deadline())
      const [received] = await context.expect(actor, reply, ['reply'])
      // What was refused has no bytes behind it.
      if (received!.reading.kind !== 'ok') return
      const size = Number(context.profile.field(received!.reading, 'size'))
      if (!Number.isSafeInteger(size) || size < 0) {
        throw new Failure('skip', `the profile ${context.profile.name} reads no size in: ${received!.line}`)
      }
      if (wanted && size !== wanted.length) {
        throw new Failure('fail', 'the file has another size', {
          wanted: `${wanted.length} bytes`,
          got: `${size} bytes`,
        })
      }
      const got = await actor.receiveBytes(size, context.deadline())
      const digest = wanted ? createHash('sha256').update(wanted).digest('hex') : fill(sha256!, context.scope)
      if (got !== digest)
        throw new Failure('fail', 'the bytes differ', { wanted: `SHA-256 ${digest}`, got: `SHA-256 ${got}` })
    })
  },
})

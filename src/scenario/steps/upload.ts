import { z } from 'zod'
import { bytesOf, piecesSchema } from '../bytes.js'
import { perActor, strict } from '../strict.js'
import { fill } from '../template.js'
import { expectAll, expecting, forEach } from './expecting.js'
import { stepKind } from './step.js'

/** What is handed to the connection at once. */
const CHUNK = 64 * 1024

export const upload = stepKind({
  key: 'upload',
  summary: 'Sends a line, waits for its success, then the bytes; a reference to size in the line is how many',
  example: `upload: {ann: {line: 'FILE-SEND-PRIVATE \${bob} a.txt \${size}', bytes: [{text: hello}]}}`,
  schema: strict({ upload: perActor(strict({ line: z.string(), bytes: piecesSchema })), ...expecting }),
  async run({ upload, expect = {}, ...rest }, context) {
    await forEach('upload', upload, context, async (name, { line, bytes: pieces }) => {
      const actor = context.actor(name)
      const bytes = await bytesOf(pieces, context.scope, context.file)
      const scope = new Map(context.scope).set('size', bytes.length)
      await actor.sendLine(fill(line, scope), context.deadline())
      await context.expect(actor, 'ok', ['line'])
      context.tellSent(name, `<${bytes.length} bytes>`)
      for (let at = 0; at < bytes.length; at += CHUNK) {
        await actor.send(bytes.subarray(at, at + CHUNK), context.deadline())
      }
      if (!Object.hasOwn(expect, name)) await context.expect(actor, 'ok', [])
    })
    await expectAll({ expect, ...rest }, context)
  },
})

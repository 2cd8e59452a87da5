import { Refusal } from '../protocol/refusals.js'
import { rowOf, type Verb } from '../protocol/verbs.js'
import type { Connection, Step } from './connection.js'
import type { Context } from './context.js'
import { sendFile } from './download.js'
import { gate } from './gate.js'
import { handlers } from './handlers/index.js'
import type { FileFacts } from './store/store.js'
import { receiveFile } from './upload.js'

/** A handler as it is called: what the types of the table ensure, seen from all verbs at once. */
type AnyHandler = PlainHandler | SlowHandler | UploadHandler
type PlainHandler = (context: Context, args: unknown) => unknown
interface SlowHandler {
  prepare(context: Context, args: unknown): Promise<unknown>
  run(context: Context, args: unknown, prepared: unknown): unknown
}
interface UploadHandler {
  admit(context: Context, args: unknown): Refusal | undefined
  run(context: Context, args: unknown, file: FileFacts): unknown
}
interface UploadArguments {
  readonly path: string
  readonly size: number
}

/** Performs a request line of a connection: gate, handler, answer. Slow work is left to `connection.wait`. */
export function perform(connection: Connection, line: string): void {
  const { peer } = connection
  const request = gate(line, peer.session !== undefined, peer.limits.maxArgument)
  if (request instanceof Refusal) return connection.refuse(request, line)
  const { verb, args } = request
  const handler = handlers[verb] as AnyHandler
  if (typeof handler === 'function') {
    const answer = handler(peer, args)
    if (rowOf(verb).bytes === 'download' && !(answer instanceof Refusal))
      send(connection, verb, answer as FileFacts)
    else connection.answer(verb, answer)
  } else if ('prepare' in handler) {
    prepare(connection, verb, handler, args)
  } else {
    const refusal = handler.admit(peer, args)
    if (refusal) return connection.refuse(refusal, line)
    connection.outbox.reply('success ready')
    connection.wait(() => receive(connection, verb, handler, args as UploadArguments))
  }
}

function prepare(connection: Connection, verb: Verb, handler: SlowHandler, args: unknown): void {
  connection.wait(async () => {
    const prepared = await handler.prepare(connection.peer, args)
    const answer = () =>
      prepared instanceof Refusal ? prepared : handler.run(connection.peer, args, prepared)
    return { run: () => connection.answer(verb, answer()) }
  })
}

function send(connection: Connection, verb: Verb, file: FileFacts): void {
  connection.wait(async () => {
    const refusal = await sendFile(verb, file, connection.peer.files, connection.outbox)
    return { run: () => refusal && connection.answer(verb, refusal) }
  })
}

async function receive(
  connection: Connection,
  verb: Verb,
  handler: UploadHandler,
  args: UploadArguments,
): Promise<Step> {
  const { peer } = connection
  const { quota, files } = peer
  const { id } = peer.session!.account
  const { path: name, size } = args
  try {
    const received = await receiveFile(files, size, (most) => connection.bytes(most))
    const drop = () => {
      quota.release(id, size)
      files.remove([received.code])
    }
    return {
      run() {
        const answer = handler.run(peer, args, { ...received, name, size })
        peer.afterCommit(() => (answer instanceof Refusal ? drop() : quota.release(id, size)))
        connection.answer(verb, answer)
      },
      failed: drop,
    }
  } catch (error) {
    quota.release(id, size)
    throw error
  }
}

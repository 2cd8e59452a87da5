import { Refusal } from '../protocol/refusals.js'
import type { Verb } from '../protocol/verbs.js'
import type { Connection, Step } from './connection.js'
import { sendFile } from './download.js'
import { gate } from './gate.js'
import { handlerOf, type SlowHandler, type UploadArguments, type UploadHandler } from './handler-kinds.js'
import type { FileFacts } from './store/store.js'
import { receiveUpload } from './upload.js'

/** Performs a request line of a connection: gate, handler, answer. Slow work is left to `connection.wait`. */
export function perform(connection: Connection, line: string): void {
  const { peer } = connection
  const request = gate(line, peer.session !== undefined, peer.limits.maxArgument)
  if (request instanceof Refusal) return connection.refuse(request, line)
  const { verb, args } = request
  const handler = handlerOf(verb)
  switch (handler.kind) {
    case 'plain':
      return connection.answer(verb, handler.run(peer, args))
    case 'slow':
      return prepare(connection, verb, handler, args)
    case 'download': {
      const file = handler.run(peer, args)
      return file instanceof Refusal ? connection.answer(verb, file) : send(connection, verb, file)
    }
    case 'upload': {
      const refusal = handler.admit(peer, args)
      if (refusal) return connection.refuse(refusal, line)
      connection.outbox.reply('success ready')
      connection.wait(() => receive(connection, verb, handler, args as UploadArguments))
    }
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
  const { run, failed } = await receiveUpload(connection.peer, handler, args, (most) =>
    connection.bytes(most),
  )
  return { run: () => connection.answer(verb, run()), failed }
}

import { ChatError } from './chat-error.js'
import type { Exchange, Reply, Request, RequestOptions } from './exchange.js'
import type { Wire } from './wire.js'

/** Where an upload's bytes come from, in pieces of any size. */
export type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What the caller of an upload may set. */
export interface UploadOptions extends RequestOptions {
  /** Is told how many bytes were sent so far. */
  readonly progress?: ((sent: number) => void) | undefined
}

interface Upload extends Pick<Request, 'line' | 'timeout' | 'signal'> {
  readonly size: number
  readonly source: Source
  readonly progress?: UploadOptions['progress']
}

/**
 * Asks to send a file, sends exactly its `size` bytes and resolves with the reply to them (FILE-1). What goes wrong
 * between the first byte and the last resets the connection, so that the server drops what it has (FILE-6): a source
 * with another number of bytes (`bad-size`), an error of the source (passed on as it is), an early reply, an abort.
 */
export function upload(wire: Wire, { line, timeout, signal, ...file }: Upload): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = { line, timeout, signal }
    let isComplete = false
    const fail = (error: unknown) => {
      if (!isComplete)
        wire.end(new ChatError('disconnected', 'the connection was reset with an upload'), 'reset')
      reject(error)
    }
    const stored = (reply: Reply) => {
      if (isComplete) resolve(reply)
      else fail(new ChatError('protocol', 'the server answered before it had all bytes'))
      return undefined
    }
    const ready = () => {
      const reply = wire.expect({ ...request, accept: stored, reject: fail })
      const completing = () => {
        isComplete = true
      }
      send(wire, reply, file, completing).catch((error) => reply.fail(error))
      return undefined
    }
    wire.submit({ ...request, transfer: true, accept: ready, reject })
  })
}

/** Sends the bytes until the reply has settled, which it does early where something went wrong. */
async function send(
  wire: Wire,
  reply: Exchange,
  { size, source, progress }: Pick<Upload, 'size' | 'source' | 'progress'>,
  completing: () => void,
): Promise<void> {
  let sent = 0
  let read = 0
  let last: Uint8Array | undefined
  const transmit = async (bytes: Uint8Array) => {
    reply.deadline.start()
    await wire.sendBytes(bytes)
    sent += bytes.byteLength
    if (!reply.settled) progress?.(sent)
  }
  for await (const bytes of source) {
    if (reply.settled) return
    if (!(bytes instanceof Uint8Array)) throw new TypeError('the source of an upload must give bytes')
    read += bytes.byteLength
    if (read > size) throw wrongSize('more', size)
    // The server has the file with its last byte: that one waits until the source says that there is no more.
    if (read === size && bytes.byteLength > 0) last = bytes
    else if (bytes.byteLength > 0) {
      await transmit(bytes)
      reply.deadline.stop()
    }
  }
  if (reply.settled) return
  if (!last) throw wrongSize('fewer', size)
  completing()
  await transmit(last)
  wire.traceBytes('sent', size)
}

const wrongSize = (which: 'more' | 'fewer', size: number) =>
  new ChatError('bad-size', `the source holds ${which} bytes than the ${size} announced`)

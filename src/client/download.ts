import type { DownloadVerb } from '../protocol/verbs.js'
import { ChatError } from './chat-error.js'
import type { Reply, Request } from './exchange.js'
import { IncomingFile } from './incoming-file.js'
import { type Success, success } from './success.js'
import type { Wire } from './wire.js'

/** A file that the server has begun to send. */
export interface Download<V extends DownloadVerb> extends Success<V> {
  readonly size: number
  /**
   * The file's bytes, to be iterated once. The connection waits for them to be taken: until then no other reply
   * comes. Breaking off ends the connection. Throws a ChatError: `protocol` at the end where they are not the bytes
   * that the server announced by their sha256, `timeout` after too long a silence, `aborted`, `disconnected`.
   */
  readonly bytes: AsyncIterable<Buffer>
}

/** Asks for a file; resolves when the server begins to send it (FILE-5). */
export function download<V extends DownloadVerb>(
  wire: Wire,
  verb: V,
  request: Pick<Request, 'line' | 'timeout' | 'signal'>,
): Promise<Download<V>> {
  return new Promise((resolve, reject) => {
    const accept = (reply: Reply): IncomingFile | undefined => {
      const size = field(reply, 'size')
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
        const words = 'the server did not say how many bytes follow, so nothing behind can be read'
        const error = new ChatError('protocol', words)
        reject(error)
        wire.end(error)
        return undefined
      }
      const sha256 = field(reply, 'sha256')
      const file = new IncomingFile({
        ...request,
        size,
        sha256: typeof sha256 === 'string' ? sha256 : undefined,
        abandoned: () => wire.end(new ChatError('disconnected', 'the connection was closed with a download')),
      })
      resolve({ ...success(verb, reply), size, bytes: file.bytes })
      return file
    }
    wire.submit({ ...request, transfer: true, accept, reject })
  })
}

const field = ({ value }: Reply, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

import { ChatError } from '../chat-error.js'
import { typeOf } from './body.js'
import type { WebResponse } from './fetch.js'

/** What FILE-GET's reply tells of the file whose bytes follow (FILE-5). */
export interface FileHead {
  readonly name: string
  readonly size: number
  readonly mime: string
  readonly sha256: string
}

/** Reads it from the headers. @throws ChatError `protocol` where one is missing or says something else */
export function fileHead(response: WebResponse): FileHead {
  const get = (name: string) => response.headers.get(name) ?? ''
  const size = Number(/^\d{1,15}$/.exec(get('content-length'))?.[0] ?? Number.NaN)
  const sha256 = /^(?:W\/)?"([0-9a-f]{64})"$/i.exec(get('etag'))?.[1]
  const name = nameOf(get('content-disposition'))
  const coding = get('content-encoding')
  const missing = Number.isNaN(size)
    ? 'its length'
    : sha256 === undefined
      ? 'its sha256 as the ETag'
      : name === undefined
        ? 'its name as the Content-Disposition'
        : coding !== '' && coding !== 'identity'
          ? 'it as it is'
          : undefined
  if (missing) throw new ChatError('protocol', `the server sends a file and not ${missing}`)
  return { name: name!, size, mime: get('mime') || typeOf(response), sha256: sha256! }
}

/** RFC 6266 and 8187. */
function nameOf(disposition: string): string | undefined {
  const extended = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1]
  try {
    if (extended !== undefined) return decodeURIComponent(extended)
  } catch {
    return undefined
  }
  return /(?:^|;)\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, '$1')
}

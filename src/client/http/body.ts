import { ChatError } from '../chat-error.js'
import type { WebResponse } from './fetch.js'

/** All of an answer's body as text. @throws ChatError `protocol` where it is longer than `most` bytes, or not UTF-8 */
async function textOf({ body }: WebResponse, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    // Breaking off ends the connection that the rest would come over.
    if (size > most) throw new ChatError('protocol', `the server's answer is longer than ${most} bytes`)
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new ChatError('protocol', "the server's answer is not UTF-8", { cause })
  }
}

/** A body as the JSON that it is. @throws ChatError `protocol` */
export async function jsonOf(response: WebResponse, most: number): Promise<unknown> {
  const text = await textOf(response, most)
  try {
    return JSON.parse(text)
  } catch {
    // Without its text, which may hold a secret.
    throw new ChatError('protocol', "the server's answer is not the JSON that it says it is")
  }
}

/** Lets go of a body that nobody reads. */
export async function discard({ body }: WebResponse): Promise<void> {
  await body?.cancel().catch(() => {})
}

/** The media type of an answer, without parameters and in lower case. */
export const typeOf = ({ headers }: WebResponse): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()

import type { FileHandle } from 'node:fs/promises'
import { Refusal } from '../protocol/refusals.js'
import { formatSuccess } from '../protocol/reply.js'
import type { Verb } from '../protocol/verbs.js'
import type { FileBytes } from './file-bytes.js'
import type { Outbox } from './outbox.js'
import type { FileFacts } from './store/store.js'

/**
 * Opens a file's bytes; a refusal where they are not there any more. Throws where they are not as many as they were.
 */
export async function openFile(files: FileBytes, { code, size }: FileFacts): Promise<FileHandle | Refusal> {
  const handle = await files.open(code)
  if (!handle) return new Refusal('unknown-file', 'the bytes of this file are gone')
  try {
    const { size: there } = await handle.stat()
    if (there === size) return handle
    throw new Error(`file ${code} has ${there} bytes instead of ${size}`)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Sends the reply and the bytes of a file, as fast as the client takes them (FILE-5). Answers a refusal where the
 * bytes are not there any more; throws where they end too soon, when only closing the connection is left.
 */
export async function sendFile(
  verb: Verb,
  file: FileFacts,
  files: FileBytes,
  outbox: Outbox,
): Promise<Refusal | undefined> {
  const { code, name, size, mime, sha256 } = file
  const handle = await openFile(files, file)
  if (handle instanceof Refusal) return handle
  try {
    outbox.hold()
    let isThere = await outbox.write(`${formatSuccess(verb, { name, size, mime, sha256 })}\n`)
    const stream = handle.createReadStream({ end: size - 1, autoClose: false })
    let left = size
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      if (!isThere) return undefined
      left -= bytes.length
      isThere = await outbox.write(bytes)
    }
    if (left > 0) throw new Error(`file ${code} ended ${left} bytes too soon`)
    return undefined
  } catch (error) {
    if (outbox.isHolding) outbox.destroy()
    throw error
  } finally {
    outbox.release()
    await handle.close()
  }
}

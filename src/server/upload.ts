import type { FileBytes, Received } from './file-bytes.js'

/**
 * Takes a file's bytes in (FILE-1, FILE-6). Where the disk fails, the rest of the bytes is still taken off the wire,
 * since they must never be read as requests; then the failure is thrown.
 * @param next gives up to so many further bytes, at least one; throws where none will come
 */
export async function receiveFile(
  files: FileBytes,
  size: number,
  next: (most: number) => Promise<Buffer>,
): Promise<Received> {
  let incoming: Awaited<ReturnType<FileBytes['receive']>> | undefined
  let failure: unknown
  try {
    for (let left = size; left > 0; ) {
      const bytes = await next(left)
      left -= bytes.length
      if (failure !== undefined) continue
      try {
        incoming ??= await files.receive()
        await incoming.write(bytes)
      } catch (error) {
        failure = error
      }
    }
    if (failure !== undefined) throw failure
    return await incoming!.finish()
  } catch (error) {
    await incoming?.abort()
    throw error
  }
}

import { Refusal } from '../protocol/refusals.js'
import type { FileBytes, Received } from './file-bytes.js'
import type { UploadArguments, UploadHandler } from './handler-kinds.js'
import type { Peer } from './peer.js'

/** The end of an upload whose bytes are on the disk. */
export interface Arrived {
  readonly sha256: string
  /** Says what the verb answers; inside the turn. */
  run(): unknown
  /** Leaves nothing behind where it did not run, or its turn failed. */
  failed(): void
}

/**
 * Takes in the bytes of a file that was admitted (FILE-1). Whatever comes of it, the space that was set aside for them
 * is given free.
 * @param next gives up to so many further bytes, at least one; throws where none will come
 */
export async function receiveUpload(
  peer: Peer,
  handler: UploadHandler,
  args: UploadArguments,
  next: (most: number) => Promise<Buffer>,
): Promise<Arrived> {
  const { quota, files } = peer
  const { id } = peer.session!.account
  const { path: name, size } = args
  try {
    const received = await receiveFile(files, size, next)
    const drop = () => {
      quota.release(id, size)
      files.remove([received.code])
    }
    return {
      sha256: received.sha256,
      run() {
        const answer = handler.run(peer, args, { ...received, name, size })
        peer.afterCommit(() => (answer instanceof Refusal ? drop() : quota.release(id, size)))
        return answer
      },
      failed: drop,
    }
  } catch (error) {
    quota.release(id, size)
    throw error
  }
}

/**
 * Takes a file's bytes in (FILE-1, FILE-6). Where the disk fails, the rest of the bytes is still taken off the wire,
 * since they must never be read as requests; then the failure is thrown.
 * @param next gives up to so many further bytes, at least one; throws where none will come
 */
async function receiveFile(
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

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { CliError } from './errors.js'
import { localFileError } from './local-file-error.js'

const CHUNK = 64 * 1024

/** A file of this machine that is being sent. */
export class TransferSource {
  private constructor(
    readonly path: string,
    /** Bytes, 1 at least. */
    readonly size: number,
    private readonly file: FileHandle,
    private readonly changed: number,
  ) {}

  /** Opens a file. Throws a CliError `local-file` for what cannot be sent: no file, a folder, a pipe, an empty file. */
  static async open(path: string): Promise<TransferSource> {
    let file: FileHandle | undefined
    try {
      // A named pipe without a writer would block for ever.
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
      const stat = await file.stat()
      if (stat.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
      if (!stat.isFile()) throw new Error('only a file has a size that can be told beforehand')
      if (stat.size === 0) throw new Error('it is empty, and an empty file cannot be sent')
      return new TransferSource(path, stat.size, file, stat.mtimeMs)
    } catch (cause) {
      await file?.close()
      throw localFileError('send', path, cause)
    }
  }

  /**
   * Exactly `size` bytes; to be iterated once. Throws before the last of them where the file is not any more what it
   * was at the start: half an upload leaves nothing behind (FILE-6), half a file in place of it would.
   */
  async *bytes(): AsyncGenerator<Buffer, void, void> {
    for (let at = 0; at < this.size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, this.size - at))
      const { bytesRead } = await this.file.read(chunk, 0, chunk.length, at).catch((cause) => {
        throw localFileError('read', this.path, cause)
      })
      at += bytesRead
      if (bytesRead === 0 || at === this.size) await this.checkUnchanged()
      yield chunk.subarray(0, bytesRead)
    }
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private async checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.file.stat()
    if (size === this.size && mtimeMs === this.changed) return
    const how = size === this.size ? 'was written to' : `changed from ${this.size} to ${size} bytes`
    throw new CliError('local-file', `${this.path} ${how} while it was sent; nothing was sent`, {
      definite: true,
      hint: 'send it again once nothing writes to it, or send a copy',
    })
  }
}

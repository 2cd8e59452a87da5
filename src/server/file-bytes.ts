import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdtemp, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../platform/make-folder.js'
import { newCode } from './codes.js'
import { mimeOf, SAMPLE_BYTES } from './mime.js'
import type { Log } from './options.js'

/** Whether a file of this name is, or may be, one that a message tells of. */
export const isStoredFile = (name: string): boolean => OURS.test(name) && !name.endsWith(COMING)

/** What was found of a file while its bytes came in. */
export interface Received {
  readonly code: string
  readonly mime: string
  readonly sha256: string
}

const COMING = '.part'
const OURS = /^[0-9a-v]{12}(\.part)?$/

/**
 * The bytes of files, each in a file named by its code: streamed in and out, never whole in memory (FILE-6). A name of
 * the sender's is never part of a path (FILE-2).
 */
export class FileBytes {
  readonly #log: Log
  readonly #folder: () => Promise<string>
  readonly #temporary: boolean
  #made: Promise<string> | undefined

  /** @param folder where the files are kept; without it a temporary one, removed by `close` */
  constructor(folder: string | undefined, log: Log) {
    this.#log = log
    this.#temporary = folder === undefined
    this.#folder = async () => {
      if (folder === undefined) return mkdtemp(join(tmpdir(), 'pychat-'))
      makeFolder(folder)
      return folder
    }
  }

  /** Makes the folder and removes what no message tells of: half uploads, and files of deleted groups. */
  async sweep(isKept: (code: string) => boolean): Promise<void> {
    const folder = await this.#path()
    // What no server put there is left alone.
    const ours = (await readdir(folder)).filter((name) => OURS.test(name))
    const orphans = ours.filter((name) => !isKept(name))
    await this.#unlink(orphans)
    if (orphans.length > 0)
      this.#log.info({ files: orphans.length }, 'removed files that no message tells of')
  }

  /** Starts to take a file in. */
  async receive(): Promise<Incoming> {
    const code = newCode()
    const path = join(await this.#path(), code)
    return new Incoming(code, path, await open(path + COMING, 'wx', 0o600))
  }

  /** Opens a file to read it out, even to its end if it is removed meanwhile; undefined where it is gone already. */
  async open(code: string): Promise<FileHandle | undefined> {
    try {
      return await open(join(await this.#path(), code), 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Removes files. What cannot be removed is logged, and swept at the next start. */
  remove(codes: readonly string[]): void {
    void this.#unlink(codes)
  }

  async close(): Promise<void> {
    if (this.#temporary && this.#made) await rm(await this.#made, { recursive: true, force: true })
  }

  async #unlink(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        try {
          await unlink(join(await this.#path(), name))
        } catch (error) {
          this.#log.warn({ err: error, file: name }, 'a file could not be removed')
        }
      }),
    )
  }

  #path(): Promise<string> {
    this.#made ??= this.#folder().catch((error) => {
      this.#made = undefined
      throw error
    })
    return this.#made
  }
}

/** A file that is coming in: written, hashed and looked at as it passes. */
export class Incoming {
  readonly code: string
  readonly #path: string
  readonly #handle: FileHandle
  readonly #hash: Hash = createHash('sha256')
  #sample = Buffer.alloc(0)

  constructor(code: string, path: string, handle: FileHandle) {
    this.code = code
    this.#path = path
    this.#handle = handle
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#sample.length < SAMPLE_BYTES) {
      this.#sample = Buffer.concat([this.#sample, bytes.subarray(0, SAMPLE_BYTES - this.#sample.length)])
    }
    this.#hash.update(bytes)
    for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten
  }

  /** Makes the file durable under its code. */
  async finish(): Promise<Received> {
    await this.#handle.sync()
    await this.#handle.close()
    await rename(this.#path + COMING, this.#path)
    await syncFolder(join(this.#path, '..'))
    return { code: this.code, mime: await mimeOf(this.#sample), sha256: this.#hash.digest('hex') }
  }

  /** Leaves nothing behind, however far it got (FILE-6). */
  async abort(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await rm(this.#path + COMING, { force: true })
    await rm(this.#path, { force: true })
  }
}

/** A rename is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

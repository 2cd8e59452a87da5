import { randomBytes } from 'node:crypto'
import { constants, rmSync } from 'node:fs'
import { access, type FileHandle, link, open, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CliError } from './errors.js'
import { localFileError } from './local-file-error.js'

/** Where a download goes. */
export interface TransferTarget {
  /** Takes all the bytes and puts them in place, or leaves nothing behind and throws. */
  receive(bytes: AsyncIterable<Uint8Array>): Promise<void>
}

/**
 * A path to download to. An existing file is refused (CliError `local-file`) unless `force` is set; a device or a pipe
 * is written to as it is.
 */
export async function fileTarget(path: string, { force }: { force: boolean }): Promise<TransferTarget> {
  const there = await statOf(path)
  if (there?.isDirectory()) throw localFileError('write', path, { code: 'EISDIR' })
  if (there && !there.isFile()) return { receive: (bytes) => copyInto(path, bytes) }
  if (there && !force) throw exists(path)
  await access(dirname(path), constants.W_OK).catch((cause) => {
    throw localFileError('write', path, cause)
  })
  return { receive: (bytes) => putInPlace(path, bytes, force) }
}

/** Whether a path is a folder that is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false
}

async function statOf(path: string) {
  try {
    return await stat(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw localFileError('write', path, cause)
  }
}

async function putInPlace(path: string, bytes: AsyncIterable<Uint8Array>, force: boolean): Promise<void> {
  // In the same folder, so that it can take its place in one step.
  const draft = join(dirname(path), `.pychat-${randomBytes(8).toString('hex')}.part`)
  const discard = () => rmSync(draft, { force: true })
  const file = await open(draft, 'wx').catch((cause) => {
    throw localFileError('write', path, cause)
  })
  process.once('exit', discard)
  try {
    try {
      await copy(file, path, bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await (force ? rename(draft, path) : claim(draft, path))
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw isSystemError(error) ? localFileError('write', path, error) : error
  } finally {
    process.off('exit', discard)
  }
  await syncFolder(dirname(path))
}

/** Gives the draft its name where nothing has it: what appeared meanwhile is not overwritten. */
async function claim(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
    await unlink(draft)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') throw exists(path)
    if (code === undefined || !NO_LINKS.has(code)) throw cause
    // A file system without hard links: take the name with an empty file first, then replace that.
    const placeholder = await open(path, 'wx').catch((error) => {
      throw error.code === 'EEXIST' ? exists(path) : error
    })
    await placeholder.close()
    await rename(draft, path)
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'])

async function copyInto(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w').catch((cause) => {
    throw localFileError('write', path, cause)
  })
  try {
    await copy(file, path, bytes)
  } finally {
    await file.close()
  }
}

async function copy(file: FileHandle, path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of bytes) {
    for (let rest = chunk; rest.length > 0; ) {
      const { bytesWritten } = await file.write(rest).catch((cause) => {
        throw localFileError('write', path, cause)
      })
      rest = rest.subarray(bytesWritten)
    }
  }
}

/** So that the name survives the loss of power as well; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

const isSystemError = (error: unknown) => error instanceof Error && 'syscall' in error

const exists = (path: string) =>
  new CliError('local-file', `${path} exists already; nothing was written`, {
    hint: `add --force to replace it, or -o to write elsewhere than ${basename(path)}`,
  })

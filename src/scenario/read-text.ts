import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** The largest text that is read, in bytes. */
const LARGEST = 1024 * 1024

/** Reads a text file of a sane size; a pipe or a device is none. Throws an Error with words for people. */
export function readText(file: string): string {
  const bytes = readBytes(file, LARGEST)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('it is not UTF-8')
  }
}

/** Reads a file of at most so many bytes; a pipe or a device is none. Throws an Error with words for people. */
export function readBytes(file: string, most: number): Buffer {
  // A pipe that nobody writes to would keep a blocking open waiting for ever.
  const descriptor = open(file)
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) throw new Error('not a file')
    if (found.size > most) throw new Error(`larger than ${most} bytes, the most that is read`)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'ENOENT' ? 'there is no such file' : message, { cause: error })
  }
}

import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { localFileError } from './local-file-error.js'

/**
 * All of a file as text, of at most `most` bytes: a device may have no end, and a pipe no size. Throws a CliError
 * `local-file` for one that cannot be read, or is too large to be `what`.
 */
export async function readTextFile(path: string, most: number, what: string): Promise<string> {
  try {
    const bytes = await buffer(createReadStream(path, { end: most }))
    if (bytes.length > most) throw new Error(`it is too large for ${what}`)
    return bytes.toString()
  } catch (cause) {
    throw localFileError('read', path, cause)
  }
}

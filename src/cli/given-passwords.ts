import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { CliError, UsageError } from './errors.js'
import { localFileError } from './local-file-error.js'
import { BadText, lines } from './stdin.js'

const LONGEST = 65_536

/** The first line of a file, which may also be a pipe. */
export async function passwordOfFile(path: string): Promise<string> {
  try {
    const [password] = await firstLines(createReadStream(path), 1, path)
    return password!
  } catch (cause) {
    throw cause instanceof CliError ? cause : localFileError('read', path, cause)
  }
}

/** The first lines of stdin, one password each. */
export const passwordsOfStdin = (stdin: Readable, count: number): Promise<string[]> =>
  firstLines(stdin, count, 'stdin')

/** The bytes as they come, an error behind so many: a device may have no end. */
async function* upTo(input: AsyncIterable<Uint8Array>, most: number, where: string) {
  let bytes = 0
  for await (const chunk of input) {
    bytes += chunk.length
    if (bytes > most) throw new UsageError(`${where} holds no password: its first lines are too long`)
    yield chunk
  }
}

async function firstLines(input: AsyncIterable<Uint8Array>, count: number, where: string): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines(upTo(input, (count + 1) * LONGEST, where), LONGEST)) {
    if (line instanceof BadText) throw new UsageError(`${where} holds no password: it is no text`)
    found.push(line)
    if (found.length === count) return found
  }
  throw new UsageError(
    `${where} has ${found.length} lines; expected ${count === 1 ? 'a password' : `${count} passwords`}`,
  )
}

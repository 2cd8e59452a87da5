import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../../platform/make-folder.js'
import { fits, record, string } from '../../protocol/shape.js'
import { localFileError } from '../local-file-error.js'
import { toJson } from '../output.js'
import type { Delivery } from './delivery.js'

const shape = record({ id: string, conversation: string, body: record({ type: string, timestamp: string }) })

/** A delivery that could not be made, as a line for the file: `{id, conversation, failed, why, body}`. */
export function writeLetter({ id, conversation, body }: Delivery, why: string, now = new Date()): string {
  return toJson({ id, conversation, failed: now.toISOString(), why, body: JSON.parse(body) })
}

/** The delivery of a line; undefined where the line holds none. */
export function readLetter(line: string): Delivery | undefined {
  const value = parse(line)
  if (!fits(shape, value)) return undefined
  const { id, conversation, body } = value
  // What is signed has full stops in between.
  return /^[\w-]+$/.test(id) ? { id, conversation, body: JSON.stringify(body) } : undefined
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/**
 * Adds lines to a file that only its owner may read. When it resolves they are on the disk, in the file that has this
 * path: if it was taken away meanwhile they are written again. Several processes may do so at once. Throws a CliError
 * `local-file`; half a line may then be there, and the next one starts behind it.
 */
export async function append(path: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  try {
    makeFolder(dirname(path))
    while (!(await appendOnce(path, lines))) {}
  } catch (cause) {
    throw localFileError('write', path, cause)
  }
}

/** Whether the path still is the file's that was written to. */
async function appendOnce(path: string, lines: readonly string[]): Promise<boolean> {
  const file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600)
  try {
    const start = (await endsInLine(file)) ? '' : '\n'
    let rest: Uint8Array = Buffer.from(`${start}${lines.join('\n')}\n`)
    while (rest.length > 0) rest = rest.subarray((await file.write(rest)).bytesWritten)
    const { ino, dev } = await file.stat()
    await file.sync()
    const there = await stat(path).catch(() => undefined)
    return there?.ino === ino && there.dev === dev
  } finally {
    await file.close()
  }
}

/** Whether the next line may start at once: a full disk or a kill can have cut the last one short. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const facts = await file.stat()
  if (!facts.isFile() || facts.size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, facts.size - 1)
  return buffer[0] === 0x0a
}

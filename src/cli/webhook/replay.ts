import { createReadStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CliError } from '../errors.js'
import { localFileError } from '../local-file-error.js'
import { lines } from '../stdin.js'
import { append, readLetter, writeLetter } from './dead-letters.js'
import type { Delivery } from './delivery.js'
import type { DeliveryQueue } from './delivery-queue.js'

/** A line in bytes. */
const LONGEST = 16 * 1024 * 1024
/** How many lines are put away at once. */
const PAGE = 500
/** What a file that is being sent again has behind its name. */
const TAKEN = '.replay-'

/** What was in a file of dead letters. */
export interface Taken {
  /** How many lines held no delivery: they stay in the file. */
  readonly damaged: number
  /** Puts what is in the queue still back into the file. Before that all of it is repeated after a kill. */
  finish(): Promise<void>
}

/**
 * Takes what a file of dead letters holds into a queue. The file itself is put aside, so that new ones may come meanwhile,
 * and stays whole until `finish`; what a replay that was killed has put aside comes first. Throws a CliError `local-file`.
 */
export async function takeLetters(path: string, queue: DeliveryQueue): Promise<Taken> {
  const parts = await putAside(path)
  let damaged = 0
  for (const part of parts) damaged += await readInto(queue, part, path)
  return {
    damaged,
    async finish() {
      await putBack(queue, path)
      await Promise.all(parts.map((part) => rm(part, { force: true })))
    },
  }
}

/** Answers the files put aside, oldest first. */
async function putAside(path: string): Promise<string[]> {
  const folder = dirname(path)
  const prefix = `${basename(path)}${TAKEN}`
  try {
    const old = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort()
    const parts = old.map((name) => join(folder, name))
    if (parts.length > 0 && !(await isThere(path))) return parts
    await check(path)
    const part = `${path}${TAKEN}${new Date().toISOString().replaceAll(':', '')}`
    await rename(path, part)
    return [...parts, part]
  } catch (cause) {
    throw cause instanceof CliError ? cause : localFileError('read', path, cause)
  }
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    ({ code }) => code !== 'ENOENT',
  )

/** Throws unless it is a file with dead letters: nothing else may be touched. */
async function check(path: string): Promise<void> {
  const facts = await stat(path)
  if (facts.isDirectory()) throw localFileError('read', path, { code: 'EISDIR' })
  if (!facts.isFile()) throw localFileError('read', path, { code: 'ENXIO' })
  if (facts.size === 0) return
  for await (const line of linesOf(path)) if (readLetter(line)) return
  throw new CliError('local-file', `${path} holds no dead letters of listen --webhook`)
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const line of lines(createReadStream(path), LONGEST)) {
    // Not from us; it goes on to stand where it stood.
    if (typeof line !== 'string') throw new CliError('local-file', `${path} holds what is no text`)
    if (line.trim()) yield line
  }
}

/** Answers how many lines were no delivery. */
async function readInto(queue: DeliveryQueue, part: string, path: string): Promise<number> {
  const bad: string[] = []
  const page: Delivery[] = []
  try {
    for await (const line of linesOf(part)) {
      const delivery = readLetter(line)
      if (delivery) page.push(delivery)
      else bad.push(line)
      if (page.length === PAGE) queue.add(page.splice(0))
    }
  } catch (cause) {
    throw cause instanceof CliError ? cause : localFileError('read', part, cause)
  }
  queue.add(page)
  await append(path, bad)
  return bad.length
}

async function putBack(queue: DeliveryQueue, path: string): Promise<void> {
  for (let page = queue.page(); page.length > 0; page = queue.page(page.at(-1))) {
    await append(
      path,
      page.map((delivery) => writeLetter(delivery, 'not sent again yet')),
    )
  }
}

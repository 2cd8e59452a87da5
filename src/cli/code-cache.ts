import { lstatSync, readdirSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CacheFolder, remove } from './cache-folder.js'

/** How long a folder that gets no new files is kept, in milliseconds. */
const KEEP = 30 * 24 * 3_600_000

/**
 * Where V8's compiled code waits for the next start. It is run as it is read, so nothing counts that anybody else
 * could have written, nor what did not arrive whole. Nothing here ever fails: without a cache all is only slower.
 */
export class CodeCache {
  readonly #folder: CacheFolder

  /** @param of what the code was compiled from, as the name of a file */
  constructor(of: string, env: NodeJS.ProcessEnv, platform?: NodeJS.Platform) {
    this.#folder = new CacheFolder(`${of}-${process.version}-${process.arch}`, env, platform)
  }

  /** What was kept under a name. */
  read(name: string): Buffer | undefined {
    return this.#folder.open(name, readTwice)
  }

  /** Keeps data under a name; other processes see all of it or nothing. */
  write(name: string, data: Buffer): void {
    if (this.#folder.write(name, Buffer.concat([data, data]))) this.#forgetOthers()
  }

  /** Removes what versions left behind that are not in use any more. */
  #forgetOthers(): void {
    const parent = dirname(this.#folder.path)
    try {
      for (const name of readdirSync(parent)) {
        const path = join(parent, name)
        if (Date.now() - lstatSync(path).mtimeMs > KEEP) remove(path)
      }
    } catch {}
  }
}

/** So much of the second copy is compared at a time: memory that was not touched before takes longer than reading. */
const PIECE = 65_536

/** All is kept twice: V8 crashes on damaged code, and comparing is the cheapest way to see damage. */
function readTwice(file: number, size: number): Buffer | undefined {
  const data = Buffer.allocUnsafeSlow(size / 2)
  if (data.length * 2 !== size || readSync(file, data) !== data.length) return undefined
  const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, data.length))
  for (let at = 0; at < data.length; ) {
    const read = readSync(file, piece, 0, Math.min(piece.length, data.length - at), null)
    if (read === 0 || !piece.subarray(0, read).equals(data.subarray(at, at + read))) return undefined
    at += read
  }
  return data
}

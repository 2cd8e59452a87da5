import { lstatSync, readdirSync } from 'node:fs'
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
    const twice = this.#folder.read(name)
    return twice && halved(twice)
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

/** All is kept twice: V8 crashes on damaged code, and comparing is the cheapest way to see damage. */
function halved(twice: Buffer): Buffer | undefined {
  const half = twice.length / 2
  const data = twice.subarray(0, half)
  return Number.isInteger(half) && data.equals(twice.subarray(half)) ? data : undefined
}

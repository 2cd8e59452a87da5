import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** How long a folder that gets no new files is kept, in milliseconds. */
const KEEP = 30 * 24 * 3_600_000
const OTHERS_MAY_WRITE = 0o022

/**
 * Where V8's compiled code waits for the next start. It is run as it is read, so nothing counts that anybody else
 * could have written, nor what did not arrive whole. Nothing here ever fails: without a cache all is only slower.
 */
export class CodeCache {
  readonly #folder: string

  /** @param of what the code was compiled from, as the name of a file */
  constructor(of: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform) {
    this.#folder = join(cacheHome(env, platform), 'pychat', `${of}-${process.version}-${process.arch}`)
  }

  /** What was kept under a name. */
  read(name: string): Buffer | undefined {
    let file: number | undefined
    try {
      if (!isOurs(lstatSync(this.#folder))) return undefined
      file = openSync(join(this.#folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      return isOurs(fstatSync(file)) ? halved(readFileSync(file)) : undefined
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }

  /** Keeps data under a name; other processes see all of it or nothing. */
  write(name: string, data: Buffer): void {
    const path = join(this.#folder, name)
    const temporary = `${path}.${process.pid}-${process.hrtime.bigint()}`
    try {
      // Root must not leave folders in a user's home that the user may not write.
      if (!isOwned(statSync(nearest(this.#folder)))) return
      if (mkdirSync(this.#folder, { recursive: true, mode: 0o700 })) this.#forgetOthers()
      if (!isOurs(lstatSync(this.#folder))) return
      writeFileSync(temporary, Buffer.concat([data, data]), { flag: 'wx', mode: 0o600 })
      renameSync(temporary, path)
    } catch {
      remove(temporary)
    }
  }

  /** Removes what versions left behind that are not in use any more. */
  #forgetOthers(): void {
    const parent = dirname(this.#folder)
    for (const name of readdirSync(parent)) {
      const path = join(parent, name)
      if (Date.now() - lstatSync(path).mtimeMs > KEEP) remove(path)
    }
  }
}

/** All is kept twice: V8 crashes on damaged code, and comparing is the cheapest way to see damage. */
function halved(twice: Buffer): Buffer | undefined {
  const half = twice.length / 2
  const data = twice.subarray(0, half)
  return Number.isInteger(half) && data.equals(twice.subarray(half)) ? data : undefined
}

function cacheHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = env
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  if (platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA
  return join(HOME || homedir(), '.cache')
}

/** The path itself or of those above it the first that exists. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

const isOurs = (stats: Stats) =>
  isOwned(stats) && (process.geteuid === undefined || (stats.mode & OTHERS_MAY_WRITE) === 0)

/** Where a system has no such owners, a user's folders are the user's alone. */
const isOwned = ({ uid }: Stats) => process.geteuid === undefined || uid === process.geteuid()

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {}
}

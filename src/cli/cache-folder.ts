import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { homeFolder } from '../platform/home-folder.js'
import { makeFolder } from '../platform/make-folder.js'

const OTHERS_MAY_WRITE = 0o022

/**
 * A folder of the user's cache that nobody else could have written. Nothing here ever fails: what cannot be read is
 * not there, and what cannot be written is not kept.
 */
export class CacheFolder {
  readonly path: string

  /** @param name of the folder below the cache's own */
  constructor(name: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform) {
    this.path = join(cacheHome(env, platform), 'pychat', name)
  }

  /** Whether something was ever kept here. */
  get exists(): boolean {
    return existsSync(this.path)
  }

  /** What was kept under a name. */
  read(name: string): Buffer | undefined {
    return this.open(name, (file) => readFileSync(file))
  }

  /** What `read` makes of what was kept under a name: an open file of so many bytes. */
  open<T>(name: string, read: (file: number, size: number) => T): T | undefined {
    let file: number | undefined
    try {
      if (!isOurs(lstatSync(this.path))) return undefined
      file = openSync(join(this.path, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      const stats = fstatSync(file)
      return isOurs(stats) ? read(file, stats.size) : undefined
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }

  /**
   * Keeps data under a name; other processes see all of it or nothing. Tells whether the folder had to be made for it.
   */
  write(name: string, data: string | Uint8Array): boolean {
    const path = join(this.path, name)
    const temporary = `${path}.${process.pid}-${process.hrtime.bigint()}`
    try {
      // Root must not leave folders in a user's home that the user may not write.
      if (!isOwned(statSync(nearest(this.path)))) return false
      const isNew = makeFolder(this.path)
      if (!isOurs(lstatSync(this.path))) return false
      writeFileSync(temporary, data, { flag: 'wx', mode: 0o600 })
      renameSync(temporary, path)
      return isNew
    } catch {
      remove(temporary)
      return false
    }
  }
}

/** Removes what is there, as far as that is possible. */
export function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {}
}

function cacheHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  if (platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA
  return join(homeFolder(env), '.cache')
}

/** The path itself or of those above it the first that exists. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

const isOurs = (stats: Stats) =>
  isOwned(stats) && (process.geteuid === undefined || (stats.mode & OTHERS_MAY_WRITE) === 0)

/** Where a system has no such owners, a user's folders are the user's alone. */
const isOwned = ({ uid }: Stats) => process.geteuid === undefined || uid === process.geteuid()
